package mles.server.channel;

import io.netty.buffer.ByteBuf;

/**
 * What a newcomer comes with.
 *
 * @param bytes    its first frame, or all items of its resync
 * @param frames   how many those are
 * @param isResync whether it brings back history (SPEC 5.5)
 */
public record JoinPayload(ByteBuf bytes, int frames, boolean isResync) {

    /** {@return the same for one more user} */
    public JoinPayload retained() {
        return new JoinPayload(bytes.retainedDuplicate(), frames, isResync);
    }
}
