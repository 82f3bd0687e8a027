package mles.client;

import java.nio.ByteBuffer;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;
import org.jspecify.annotations.Nullable;

/** Tells what a received frame is to a client: a message, a resync to pass over, or neither (SPEC 4.3, 5.5). */
final class Incoming {
    /** A definite CBOR map of exactly three: what the canonical encoding of a message starts with. */
    private static final byte MAP_OF_THREE = (byte) 0xa3;

    private Incoming() {
    }

    /**
     * {@return the message in {@code frame}, or null where a client has to ignore it}
     *
     * @throws ProtocolException when it is nothing at all
     */
    static @Nullable Message message(Frame frame) {
        ByteBuffer payload = frame.payload();
        try {
            Message message = Message.decode(payload);
            // three fields leave no room for a resync beside the message; looking for one costs an exception
            return payload.get(0) == MAP_OF_THREE || !isResync(payload) ? message : null;
        } catch (ProtocolException notMessage) {
            if (isResync(payload)) {
                return null;
            }
            throw notMessage;
        }
    }

    private static boolean isResync(ByteBuffer payload) {
        try {
            return !Resync.decode(payload).items().isEmpty();
        } catch (ProtocolException e) {
            return false;
        }
    }
}
