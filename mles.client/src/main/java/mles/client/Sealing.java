package mles.client;

import java.nio.ByteBuffer;
import mles.protocol.Message;
import org.jspecify.annotations.Nullable;

/** State of the content of a message that came, beside the format of docs/sealed.md. */
public enum Sealing {
    /** Was not sealed: the server can read it, and could have written it. */
    NONE,
    /** Was sealed, and is shown as it was before that. */
    OPENED,
    /** Is sealed still: of another secret, version, channel or sender, or changed; or this session has no secret. */
    UNREADABLE;

    /** Takes a message with its content as far as it could be opened. */
    interface Target {
        void take(ByteBuffer content, Sealing sealing);
    }

    /** Opens the content of a message. */
    static void open(@Nullable Seal seal, Message message, Target target) {
        ByteBuffer content = message.payload();
        if (!Seal.isSealed(content)) {
            target.take(content, NONE);
            return;
        }
        byte[] opened = seal == null ? null : seal.open(message.uid(), content).orElse(null);
        if (opened == null) {
            target.take(content, UNREADABLE);
        } else {
            target.take(ByteBuffer.wrap(opened), OPENED);
        }
    }
}
