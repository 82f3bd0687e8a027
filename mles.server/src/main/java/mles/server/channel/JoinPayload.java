package mles.server.channel;

import io.netty.buffer.ByteBuf;

/**
 * Content of a join.
 *
 * @param bytes    its first frame, or all items of its resync
 * @param frames   the number of those frames
 * @param isResync whether it brings back history (SPEC 5.5)
 */
public record JoinPayload(ByteBuf bytes, int frames, boolean isResync) {

    /** {@return the same for one more user} */
    public JoinPayload retained() {
        return new JoinPayload(bytes.retainedDuplicate(), frames, isResync);
    }
}
