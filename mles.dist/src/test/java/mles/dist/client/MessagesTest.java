package mles.dist.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import mles.dist.console.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MessagesTest {

    @Test
    void eachLineAsItsBytesWithoutTheNewline() {
        Messages lines = Messages.lines(new ByteArrayInputStream(new byte[]{'a', '\r', '\n', '\n', (byte) 0xff}));
        assertArrayEquals(new byte[]{'a', '\r'}, lines.next());
        assertArrayEquals(new byte[0], lines.next());
        assertArrayEquals(new byte[]{(byte) 0xff}, lines.next());
        assertNull(lines.next());
    }

    @Test
    void newlineAtTheEndBeginsNoLine() {
        Messages lines = Messages.lines(new ByteArrayInputStream(new byte[]{'a', '\n'}));
        assertArrayEquals(new byte[]{'a'}, lines.next());
        assertNull(lines.next());
    }

    @Test
    void emptyOnesAreNoContents() {
        Messages lines = Messages.contents(
                Messages.lines(new ByteArrayInputStream("\n\na\n\n".getBytes(StandardCharsets.UTF_8))));
        assertArrayEquals(new byte[]{'a'}, lines.next());
        assertNull(lines.next());
    }

    /** An endless line without a newline must not be read to its end. */
    @Test
    @Timeout(60)
    void whatIsTooLongForAFrameIsReadNoFurther() {
        Messages lines = Messages.lines(endless());
        CommandException e = assertThrows(CommandException.class, lines::next);
        assertEquals("standard input: a line: expected at most 16777215 bytes for one message, was more",
                e.getMessage());
        assertThrows(CommandException.class, () -> Messages.whole("file x", endless()));
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] into, int at, int count) {
                return count;
            }
        };
    }

    @Test
    void oneIsOne() {
        Messages one = Messages.one(new byte[]{1});
        assertArrayEquals(new byte[]{1}, one.next());
        assertNull(one.next());
    }
}
