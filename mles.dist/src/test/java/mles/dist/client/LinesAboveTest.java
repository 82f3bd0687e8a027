package mles.dist.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mles.dist.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines that come in while a line is typed stand above that line. */
class LinesAboveTest {
    private static final int WIDTH = 20;

    private final Screen screen = new Screen(6, WIDTH);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LinesAbove lines = above(WIDTH);

    @Test
    void typedLineStaysWholeAndIsTypedOn() {
        screen.write("type here\nhel");
        show("bob: hi");
        screen.write("lo");
        show("bob: are you there?");
        screen.write("!");
        assertEquals(List.of("type here", "bob: hi", "bob: are you there?", "hello!"), screen.text());
    }

    @Test
    void bottomScrolls() {
        screen.write("1\n2\n3\n4\n5\nhel");
        for (String text : List.of("a", "b", "c")) {
            show(text);
        }
        screen.write("lo");
        assertEquals(List.of("4", "5", "a", "b", "c", "hello"), screen.text());
    }

    @Test
    void longLineTakesRowsOfItsOwn() {
        screen.write("你好");
        show("bob: 0123456789 0123456789 0123456789");
        show("你好你好你好你好你好你好");
        screen.write("吗");
        assertEquals(List.of("bob: 0123456789 0123", "456789 0123456789", "你好你好你好你好你好", "你好", "你好吗"),
                screen.text());
    }

    @Test
    void nothingTypedAndNothingToSay() {
        show("bob: hi");
        show("");
        screen.write("x");
        assertEquals(List.of("bob: hi", "", "x"), screen.text());
    }

    @Test
    void lastWordsStandBelow() {
        screen.write("hel");
        lines.leave();
        flush();
        screen.write("lost");
        assertEquals(List.of("hel", "lost"), screen.text());
    }

    /** The kernel echoes keys between two writes, and beside a line break. */
    @Test
    void oneLineIsOneWriteWithoutLineBreaks() {
        lines.accept("bob: 0123456789 0123456789 0123456789");
        assertFalse(written.toString(StandardCharsets.UTF_8).contains("\n"));
    }

    @Test
    void withoutTerminalLinesAreLines() {
        above(0).accept("bob: hi");
        above(0).leave();
        assertEquals("bob: hi\n", written.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"24 80, 80", "'24 80\n', 80", "0 0, 0", "none, 0", "24 10, 0",
            "99999999999 99999999999, 0"})
    void widthIsThatOfATerminal(String size, int columns) {
        assertEquals(columns, TerminalWidth.columns(size == null ? "" : size));
    }

    private LinesAbove above(int width) {
        return new LinesAbove(new PrintStream(written, true, StandardCharsets.UTF_8), () -> width);
    }

    private void show(String line) {
        lines.accept(line);
        flush();
    }

    private void flush() {
        screen.write(written.toString(StandardCharsets.UTF_8));
        written.reset();
    }
}
