package mles.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One message: who, where, what (SPEC 4). All three may be empty; an empty payload in a first frame is presence.
 *
 * @param uid     the sender's name
 * @param channel the channel's name
 * @param payload the content, a read-only view: the bytes given must not change any more
 */
public record Message(String uid, String channel, ByteBuffer payload) implements FirstPayload {
    /** Keeps a view of the remaining bytes of {@code payload}. */
    public Message {
        payload = payload.slice().asReadOnlyBuffer();
    }

    /** {@return a message with a copy of {@code payload}} */
    public static Message of(String uid, String channel, byte[] payload) {
        return new Message(uid, channel, ByteBuffer.wrap(payload.clone()));
    }

    /** {@return a message with {@code text} as UTF-8} */
    public static Message of(String uid, String channel, String text) {
        return new Message(uid, channel, ByteBuffer.wrap(Utf8.encode(text)));
    }

    /**
     * {@return the message that the remaining bytes of {@code cbor} spell, in any of the ways of SPEC 4.2} The payload is
     * a view of {@code cbor} where that is possible.
     *
     * @throws ProtocolException when they are anything else
     */
    public static Message decode(ByteBuffer cbor) {
        return new MessageBuilder(cbor).build();
    }

    /**
     * {@return the canonical encoding (SPEC 4.1)}
     *
     * @throws ProtocolException {@code TOO_LARGE} above {@value Header#MAX_PAYLOAD} bytes, {@code BAD_TEXT} when uid or
     *                           channel holds half a surrogate pair
     */
    public ByteBuffer encode() {
        return CborWriter.message(this);
    }

    /** {@return a new view of the content} */
    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }

    /** {@return the content as UTF-8, faulty bytes replaced} */
    public String text() {
        return StandardCharsets.UTF_8.decode(payload()).toString();
    }

    /** Tells the size of the content, not the content. */
    @Override
    public String toString() {
        return "Message[" + payload.remaining() + " bytes]";
    }
}
