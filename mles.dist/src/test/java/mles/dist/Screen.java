package mles.dist;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Screen of a terminal that knows a few of the controls of a VT102. */
public final class Screen {
    private static final String BLANK = "";

    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;
    private int row;
    private int column;
    private int savedRow;
    private int savedColumn;

    public Screen(int rows, int columns) {
        this.columns = columns;
        for (int i = 0; i < rows; i++) {
            this.rows.add(empty());
        }
    }

    /** Takes what a program writes, or what is echoed of keys. */
    public void write(String text) {
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (character == '\u001b') {
                at = control(text, at);
            } else if (character == '\n') {
                column = 0;
                down();
            } else {
                print(character);
            }
        }
    }

    /** {@return the rows from the top, without those that are empty at the end} */
    public List<String> text() {
        List<String> text = new ArrayList<>(rows.stream().map(cells -> String.join("", cells)).toList());
        while (!text.isEmpty() && text.getLast().isEmpty()) {
            text.removeLast();
        }
        return text;
    }

    private int control(String text, int at) {
        String rest = text.substring(at);
        if (rest.startsWith("D")) {
            down();
        } else if (rest.startsWith("M") && row > 0) {
            row--;
        } else if (rest.startsWith("7")) {
            savedRow = row;
            savedColumn = column;
        } else if (rest.startsWith("8")) {
            row = savedRow;
            column = savedColumn;
        } else if (rest.startsWith("[G")) {
            column = 0;
            return at + 2;
        } else if (rest.startsWith("[L")) {
            rows.add(row, empty());
            rows.removeLast();
            return at + 2;
        } else {
            throw new AssertionError("a control that no VT102 knows: " + rest);
        }
        return at + 1;
    }

    private void print(int character) {
        // As on a real one: Hangul, CJK and emoji take two columns.
        int width = character < 0x2e80 ? 1 : 2;
        if (column + width > columns) {
            column = 0;
            down();
        }
        rows.get(row).set(column, Character.toString(character));
        column += width;
    }

    private void down() {
        if (row == rows.size() - 1) {
            rows.removeFirst();
            rows.add(empty());
        } else {
            row++;
        }
    }

    private List<String> empty() {
        return new ArrayList<>(Collections.nCopies(columns, BLANK));
    }
}
