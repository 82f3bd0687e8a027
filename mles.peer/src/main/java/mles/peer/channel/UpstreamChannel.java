package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.Optional;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;

/** A channel as the link to the upstream server sees it. All methods are called on {@link #loop()}. */
public interface UpstreamChannel {
    /** {@return the home loop of the channel, on which its link lives} */
    EventLoop loop();

    /** {@return its name} */
    ChannelName name();

    /** {@return the uid in the frame with which the link joins} */
    String uid();

    /** {@return whether the link has to be made again when it is down} (SPEC 6.3) */
    boolean needsLink();

    /**
     * Begins on a new connection: , a plain one or a resync (SPEC 6.1, 6.3), to be released by the caller. More may
     * be written as soon as this is.
     *
     * @param key the key of this connection
     * @param cid the connection id to go by, if it is not that of the frame with which the channel was first joined
     * @return the first frame for it
     */
    ByteBuf begin(long key, Optional<ConnectionId> cid);

    /** {@link #begin}'s frame is written; {@link PeerLink#write} may be called. */
    void open();

    /** It seems that the upstream server has let the link in; may be told more than once, and before {@link #open}. */
    void accepted();

    /** Nothing took a connection; that is tried again later. */
    void unreachable();

    /** Whole frames came: {@code bytes} of {@code in} from index {@code at} on. The caller keeps its reference. */
    void received(ByteBuf in, int at, int bytes, int frames);

    /** The last {@link PeerLink#write} ended. */
    void written();

    /** The connection is gone; unless it is {@link LinkOutcome#FINISHED}, what was written to it may be lost. */
    void down(LinkOutcome how);
}
