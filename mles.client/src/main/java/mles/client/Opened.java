package mles.client;

import java.nio.ByteBuffer;
import mles.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * Content of a message, opened as far as that is possible.
 *
 * @param content the content before it was sealed, or as it came
 */
record Opened(ByteBuffer content, Sealing sealing) {
    /** @param seal null where the session has no secret */
    static Opened of(@Nullable Seal seal, Message message) {
        ByteBuffer content = message.payload();
        if (!Seal.isSealed(content)) {
            return new Opened(content, Sealing.NONE);
        }
        byte[] opened = seal == null ? null : seal.open(message.uid(), content).orElse(null);
        return opened == null
                ? new Opened(content, Sealing.UNREADABLE)
                : new Opened(ByteBuffer.wrap(opened), Sealing.OPENED);
    }
}
