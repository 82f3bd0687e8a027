package mles.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import mles.protocol.Frame;

/**
 * One message from the channel. Immutable.
 *
 * @param uid     the sender's name, as the sender wrote it
 * @param channel the channel's name, as the sender wrote it
 * @param payload the content, a read-only view; opened where it was sealed for this session
 * @param sealing whether it was sealed, and could be opened
 * @param isOwn   whether it has this session's uid, and a connection id that this session has or had. History holds what
 *                earlier sessions of the same uid sent
 * @param isAfterGap whether messages may be missing right before this one, as {@link SessionListener#gap} tells; with reconnect
 *                only
 * @param frame   the whole frame as it came, with the sender's connection id
 */
public record Received(String uid, String channel, ByteBuffer payload, Sealing sealing, boolean isOwn,
        boolean isAfterGap,
        Frame frame) {
    /** Keeps a view of the remaining bytes of {@code payload}. */
    public Received {
        payload = payload.slice().asReadOnlyBuffer();
    }

    /** {@return a new view of the content} */
    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }

    /** {@return whether the content is empty; an empty first message is presence (SPEC 5.1)} */
    public boolean isEmpty() {
        return !payload.hasRemaining();
    }

    /** {@return the key field of the frame; free for the sender's own use after its first frame} */
    public long key() {
        return frame.key();
    }

    /** {@return the content as UTF-8, faulty bytes replaced} */
    public String text() {
        return StandardCharsets.UTF_8.decode(payload()).toString();
    }

    /** Tells size and connection id, not the content. */
    @Override
    public String toString() {
        return "Received[" + payload.remaining() + " bytes, cid " + frame.cid() + "]";
    }
}
