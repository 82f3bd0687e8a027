package mles.dist.client;

import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Writes lines above the one that is being typed on a terminal. The terminal keeps what is typed until Enter, so that it can be neither
 * read nor written again: rows are inserted above it, and the cursor returns to its place in it.
 */
final class LinesAbove implements Consumer<String> {
    /** Makes sure that there is a row below: a line down, which scrolls at the bottom, and up again. */
    private static final String ROOM = "\u001bD\u001bM";
    /** The cursor is saved, then the row it is in moves down, and an empty one is in its place. */
    private static final String INSERTED = "\u001b7\u001b[G\u001b[L";
    /** The cursor is back in its column, one row further down. */
    private static final String BACK = "\u001b8\u001bD";
    /** Characters from here on may take two columns. */
    private static final int FIRST_WIDE = 0x1100;

    private final PrintStream out;
    private final IntSupplier columns;

    /** @param columns width of the terminal, 2 or more; 0 where rows cannot be inserted */
    LinesAbove(PrintStream out, IntSupplier columns) {
        this.out = out;
        this.columns = columns;
    }

    /** Writes a line of visible characters. */
    @Override
    public void accept(String line) {
        int width = columns.getAsInt();
        out.print(width == 0 ? line + "\n" : rows(line, width));
    }

    /** Ends the line that is being typed: last words stand below it. */
    void leave() {
        if (columns.getAsInt() > 0) {
            out.print('\n');
        }
    }

    /** One string without line breaks: the terminal puts no echo of a key in between. */
    private static String rows(String line, int width) {
        StringBuilder rows = new StringBuilder();
        int start = 0;
        do {
            int end = end(line, start, width);
            rows.append(ROOM).append(INSERTED).append(line, start, end).append(BACK);
            start = end;
        } while (start < line.length());
        return rows.toString();
    }

    private static int end(String line, int start, int width) {
        int left = width;
        int at = start;
        while (at < line.length()) {
            int character = line.codePointAt(at);
            left -= character < FIRST_WIDE ? 1 : 2;
            if (left < 0) {
                return at;
            }
            at += Character.charCount(character);
        }
        return at;
    }
}
