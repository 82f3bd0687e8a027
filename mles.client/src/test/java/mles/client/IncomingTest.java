package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import mles.protocol.ConnectionId;
import mles.protocol.Fault;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;
import org.junit.jupiter.api.Test;

class IncomingTest {
    private static final Message MESSAGE = Message.of(Frames.UID, Frames.CHANNEL, "hi");
    private static final byte MAP_OF_FOUR = (byte) 0xa4;

    private static Frame frame(ByteBuffer payload) {
        return Frame.of(new ConnectionId(1), 2, payload);
    }

    /** One map with the fields of a message and those of a resync. */
    private static ByteBuffer both(Resync resync) {
        ByteBuffer message = MESSAGE.encode();
        ByteBuffer list = resync.encode();
        return ByteBuffer.allocate(message.remaining() + list.remaining() - 1).put(MAP_OF_FOUR).put(message.position(1))
                .put(list.position(1)).flip();
    }

    @Test
    void messagesAreMessages() {
        assertEquals(MESSAGE, Incoming.message(frame(MESSAGE.encode())));
    }

    @Test
    void resyncsArePassedOver() {
        Resync resync = Resync.of(List.of(Frames.from("bob", "x")));
        assertNull(Incoming.message(frame(resync.encode())));
        assertNull(Incoming.message(frame(both(resync))));
        Resync notOfFrames = new Resync(List.of(ByteBuffer.allocate(3)));
        assertNull(Incoming.message(frame(notOfFrames.encode())));
        assertNull(Incoming.message(frame(both(notOfFrames))));
    }

    @Test
    void emptyResyncsAreNoResyncs() {
        Resync empty = Resync.of(List.of());
        assertEquals(MESSAGE, Incoming.message(frame(both(empty))));
        assertEquals(Fault.MISSING_FIELD,
                assertThrows(ProtocolException.class, () -> Incoming.message(frame(empty.encode()))).fault());
    }
}
