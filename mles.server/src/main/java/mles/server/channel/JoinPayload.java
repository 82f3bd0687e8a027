package mles.server.channel;

import io.netty.buffer.ByteBuf;
import mles.server.transport.JoinOptions;

/**
 * Content of a join.
 *
 * @param bytes    its first frame, or all items of its resync
 * @param frames   the number of those frames
 * @param isResync whether it brings back history (SPEC 5.5)
 * @param options  of the join; those of a resync are of v1
 */
public record JoinPayload(ByteBuf bytes, int frames, boolean isResync, JoinOptions options) {
    /** The content of a v1 join. */
    public JoinPayload(ByteBuf bytes, int frames, boolean isResync) {
        this(bytes, frames, isResync, JoinOptions.V1);
    }

    /** {@return the same for one more user} */
    public JoinPayload retained() {
        return new JoinPayload(bytes.retainedDuplicate(), frames, isResync, options);
    }
}
