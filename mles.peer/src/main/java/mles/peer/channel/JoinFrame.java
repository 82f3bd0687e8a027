package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.protocol.ChannelName;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.log.FrameSizer;
import mles.server.upstream.MemberJoin;

/**
 * The frame with which a link joins: that of the member for whom it was made (SPEC 6.1).
 *
 * @param uid   of that member
 * @param frame the frame as it came, a copy
 * @param isResync whether that member brought more with it
 * @param isLast whether the frame stands at the end of the channel's log, once that has what the member brought
 */
record JoinFrame(String uid, ByteBuffer frame, boolean isResync, boolean isLast) {
    /** {@return the frame of a member's join; without its content where the channel has not got that: above nothing joins quietly} */
    static JoinFrame of(MemberJoin join, ChannelName channel) {
        ByteBuf bytes = join.bytes();
        int at = bytes.readerIndex();
        byte[] copy = new byte[FrameSizer.frameSize(bytes, at)];
        bytes.getBytes(at, copy);
        JoinFrame whole = new JoinFrame(join.uid(), ByteBuffer.wrap(copy).asReadOnlyBuffer(), join.isResync(),
                join.isPublished() && !join.isResync());
        return join.isPublished() ? whole : whole.presence(channel);
    }

    /**
     * {@return a join of the same member that says nothing} Once the upstream server has what was said with the first one, that
     * stands in the history; to say it first again would make it new.
     */
    JoinFrame presence(ChannelName channel) {
        Message silent = Message.of(uid, channel.text(), "");
        return new JoinFrame(uid, Frame.of(Header.cid(frame, 0), Header.key(frame, 0), silent).bytes(), isResync,
                isLast);
    }

    /** {@return the bytes of it at the end of the channel's log, once that has the frames of the member's join} */
    int lastBytes() {
        return isLast ? frame.limit() : 0;
    }

    /** {@return whether it is more than a join} */
    boolean hasContent() {
        return !Frame.endsEmpty(frame, 0, frame.limit());
    }
}
