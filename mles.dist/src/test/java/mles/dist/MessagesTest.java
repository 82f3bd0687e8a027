package mles.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

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
    void oneIsOne() {
        Messages one = Messages.one(new byte[]{1});
        assertArrayEquals(new byte[]{1}, one.next());
        assertNull(one.next());
    }
}
