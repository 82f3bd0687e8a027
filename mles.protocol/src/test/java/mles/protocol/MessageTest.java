package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {
    /** With one-letter names (SPEC 4.1). */
    private static final int MOST = 16_777_185;

    @Test
    void theLargestMessageThatFits() {
        Message message = new Message("u", "c", ByteBuffer.allocate(MOST));
        ByteBuffer encoded = message.encode();
        assertEquals(Header.MAX_PAYLOAD, encoded.remaining());
        assertEquals(message, Message.decode(encoded));
    }

    /** Around every length of uid where its head grows. */
    @Test
    void theLimitIsExact() {
        for (int length : new int[]{0, 23, 24, 255, 256, 65535, 65536}) {
            String uid = "u".repeat(length);
            int others = Message.of(uid, "c", "").encode().remaining() - 1;
            int most = Header.MAX_PAYLOAD - others - 5;
            assertEquals(Header.MAX_PAYLOAD, new Message(uid, "c", ByteBuffer.allocate(most)).encode().remaining());
            assertEquals(Fault.TOO_LARGE, fault(() -> new Message(uid, "c", ByteBuffer.allocate(most + 1)).encode()));
        }
    }

    @Test
    void oneByteMoreIsRefused() {
        assertEquals(Fault.TOO_LARGE, fault(() -> new Message("u", "c", ByteBuffer.allocate(MOST + 1)).encode()));
        assertEquals(Fault.TOO_LARGE, fault(() -> new Message("uu", "c", ByteBuffer.allocate(MOST)).encode()));
        assertEquals(Fault.TOO_LARGE, fault(() -> new Message("u", "cc", ByteBuffer.allocate(MOST)).encode()));
        assertEquals(Fault.TOO_LARGE,
                fault(() -> new Message("u", "c".repeat(1 << 24), ByteBuffer.allocate(0)).encode()));
    }

    /** 16 bytes before the list, 5 for its head, 27 for each item. A size counted with larger heads would not fit. */
    @Test
    void theLargestResyncThatFits() {
        ByteBuffer item = ByteBuffer.allocate(13);
        List<ByteBuffer> items = Collections.nCopies((Header.MAX_PAYLOAD - 21) / 27, item);
        int rest = (Header.MAX_PAYLOAD - 21) % 27;
        assertEquals(Header.MAX_PAYLOAD - rest, new Resync(items).encode().remaining());
        assertEquals(Fault.TOO_LARGE, fault(() -> new Resync(Collections.nCopies(items.size() + 1, item)).encode()));
        assertEquals(Fault.TOO_LARGE,
                fault(() -> new Resync(Collections.nCopies(200, ByteBuffer.allocate(1 << 24))).encode()));
    }

    @Test
    void aResyncSizeLimitDoesNotOverflow() {
        assertTrue(Resync.encodedSizeLimit(Integer.MAX_VALUE, Long.MAX_VALUE / 2) > Long.MAX_VALUE / 2);
    }

    @Test
    void theContentIsAView() {
        Message message = Message.of("u", "c", new byte[]{1, 2, 3});
        message.payload().get();
        assertEquals(3, message.payload().remaining());
        assertTrue(message.payload().isReadOnly());
        assertEquals(message, Message.decode(message.encode()));
    }

    @Test
    void aBufferIsTakenFromItsPosition() {
        ByteBuffer encoded = Message.of("u", "c", "x").encode();
        ByteBuffer moved = ByteBuffer.allocate(encoded.remaining() + 2).position(2).put(encoded.duplicate())
                .position(2);
        assertEquals("x", Message.decode(moved).text());
        assertEquals(2, moved.position());
    }

    @Test
    void textReplacesWhatIsNoUtf8() {
        assertEquals("a\ufffd", Message.of("u", "c", new byte[]{'a', (byte) 0xff}).text());
    }

    private static Fault fault(Runnable code) {
        return assertThrows(ProtocolException.class, code::run).fault();
    }
}
