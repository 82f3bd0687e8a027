package mles.server.upstream;

import io.netty.buffer.ByteBuf;
import mles.server.log.Publisher;

/**
 * A join, as the link to the upstream server gets to know it.
 *
 * @param member   the new member
 * @param uid      its uid
 * @param bytes    its first frame, or all items of its resync; valid during the call
 * @param isResync whether it brings back history (SPEC 5.5)
 * @param isPublished whether the channel has its first frame now: that of a quiet join only authenticates
 * @param fresh    how many frames the channel did not have
 */
public record MemberJoin(Publisher member, String uid, ByteBuf bytes, boolean isResync, boolean isPublished,
        int fresh) {
}
