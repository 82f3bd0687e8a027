package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final ConnectionId CID = new ConnectionId(7);
    private static final Message MESSAGE = Message.of("bob", "lab", "hello");
    private static final Frame FRAME = Frame.of(CID, 42, MESSAGE);

    @Test
    void parts() {
        assertEquals(CID, FRAME.cid());
        assertEquals(42, FRAME.key());
        assertEquals(MESSAGE, Message.decode(FRAME.payload()));
        assertEquals(Header.SIZE + FRAME.payload().remaining(), FRAME.size());
        assertEquals(FRAME.size(), FRAME.bytes().remaining());
    }

    @Test
    void copiesExactlyOneFrame() {
        byte[] bytes = Samples.bytes(FRAME.bytes());
        ByteBuffer in = ByteBuffer.allocate(bytes.length + 5).put(3, bytes).position(3).limit(3 + bytes.length);
        Frame copy = Frame.copyOf(in);
        assertEquals(FRAME, copy);
        assertEquals(FRAME.hashCode(), copy.hashCode());
        assertEquals(3, in.position());
        in.put(3 + Header.SIZE, (byte) 0);
        assertEquals(FRAME, copy);
        assertEquals(Fault.TRUNCATED, fault(() -> Frame.copyOf(ByteBuffer.wrap(bytes, 0, bytes.length - 1))));
        assertEquals(Fault.TRUNCATED, fault(() -> Frame.copyOf(ByteBuffer.wrap(bytes, 0, Header.SIZE))));
        assertEquals(Fault.TRUNCATED, fault(() -> Frame.copyOf(ByteBuffer.allocate(0))));
        assertEquals(Fault.TRAILING_BYTES,
                fault(() -> Frame.copyOf(ByteBuffer.allocate(bytes.length + 1).put(0, bytes))));
    }

    @Test
    void cannotBeChanged() {
        assertTrue(FRAME.bytes().isReadOnly());
        assertTrue(FRAME.payload().isReadOnly());
        FRAME.bytes().position(5);
        assertEquals(0, FRAME.bytes().position());
    }

    @Test
    void withKeyChangesTheKeyOnly() {
        Frame other = FRAME.withKey(-2);
        assertEquals(42, FRAME.key());
        assertEquals(-2, other.key());
        assertEquals(CID, other.cid());
        assertEquals(FRAME.payload(), other.payload());
        assertNotEquals(FRAME, other);
        assertEquals(FRAME, other.withKey(42));
    }

    @Test
    void aPayloadHasOneByteAtLeast() {
        assertEquals(Fault.EMPTY_PAYLOAD, fault(() -> Frame.of(CID, 0, ByteBuffer.allocate(0))));
    }

    @Test
    void aPayloadHasTheLimitAtMost() {
        assertEquals(Header.SIZE + Header.MAX_PAYLOAD,
                Frame.of(CID, 0, ByteBuffer.allocate(Header.MAX_PAYLOAD)).size());
        assertEquals(Fault.TOO_LARGE, fault(() -> Frame.of(CID, 0, ByteBuffer.allocate(Header.MAX_PAYLOAD + 1))));
    }

    @Test
    void endsEmptyTellsPresence() {
        assertTrue(endsEmpty(Frame.of(CID, 0, Message.of("", "", ""))));
        assertTrue(endsEmpty(Frame.of(CID, 0, Message.of("bob", "c".repeat(300), ""))));
        assertFalse(endsEmpty(FRAME));
        assertFalse(endsEmpty(Frame.of(CID, 0, Message.of("bob", "lab", "@"))));
        assertFalse(endsEmpty(Frame.of(CID, 0, Message.of("bob", "lab", "message@"))));
        assertFalse(endsEmpty(Frame.of(CID, 0, ByteBuffer.wrap("message@".getBytes(StandardCharsets.US_ASCII)))));
    }

    @Test
    void endsEmptyLooksAtThisFrameOnly() {
        Frame empty = Frame.of(CID, 0, Message.of("bob", "lab", ""));
        ByteBuffer both = ByteBuffer.allocate(empty.size() + FRAME.size()).put(empty.bytes()).put(FRAME.bytes()).flip();
        assertTrue(Frame.endsEmpty(both, 0, empty.size()));
        assertFalse(Frame.endsEmpty(both, empty.size(), both.limit()));
    }

    @Test
    void aReaderKeepsOnlyWhatCame() {
        FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
        List<Frame> read = new ArrayList<>();
        reader.read(FRAME.bytes().limit(10), read::add);
        assertEquals(10, reader.held());
        reader.read(FRAME.bytes().position(10), read::add);
        assertEquals(0, reader.held());
        assertEquals(List.of(FRAME), read);
    }

    private static boolean endsEmpty(Frame frame) {
        return Frame.endsEmpty(frame.bytes(), 0, frame.size());
    }

    private static Fault fault(Runnable code) {
        return assertThrows(ProtocolException.class, code::run).fault();
    }
}
