package mles.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for uid and channel in the beginning of a payload that is still arriving, so that a key can be checked before
 * a large first message is there. It gives no verdict on the payload: that may still turn out to be anything.
 */
public final class MessagePrefix {
    private final MessageBuilder builder;
    private boolean hopeless;

    /**
     * Nothing is known yet.
     *
     * @param payloadLength the length announced in the header
     * @param longestName   bytes of a uid or a channel; a longer one will never be known, nor takes any memory
     */
    public MessagePrefix(int payloadLength, long longestName) {
        builder = new MessageBuilder(payloadLength, longestName);
    }

    /**
     * {@return whether {@link #uid()} and {@link #channel()} are known}
     *
     * @param payload all bytes of the payload that are there so far, from its position; each call may bring more
     */
    public boolean advance(ByteBuffer payload) {
        if (!hopeless && !isKnown()) {
            try {
                builder.scanner().advance(payload);
            } catch (ProtocolException e) {
                hopeless = true;
            }
        }
        return isKnown();
    }

    /** {@return the uid, or null while it is not known} */
    public @Nullable String uid() {
        return builder.uid();
    }

    /** {@return the channel, or null while it is not known} */
    public @Nullable String channel() {
        return builder.channel();
    }

    private boolean isKnown() {
        return builder.uid() != null && builder.channel() != null;
    }
}
