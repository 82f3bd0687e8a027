package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import mles.protocol.CloseReason;

/**
 * The link of one channel to the upstream server, as its hub sees it: it dials, joins, and dials again (SPEC 6.3). All
 * methods are called on {@link UpstreamChannel#loop()}.
 */
public interface PeerLink {
    /** The link is needed: dials as soon as it may, unless it is connected or about to be. */
    void wake();

    /**
     * Writes {@code bytes} of {@code from}, from index {@code at} on, while the link is open. The caller keeps its
     * reference. Answered by one {@link UpstreamChannel#written}, which may come before this returns.
     */
    void write(ByteBuf from, int at, int bytes);

    /** {@return the time that the upstream server took to answer when it was dialled, in nanoseconds} */
    long roundTripNanos();

    /** Reads from the upstream server, or not. */
    void reading(boolean wanted);

    /**
     * Joins anew as soon as the upstream server has taken everything written so far; again and again only after the wait that
     * comes first between attempts.
     *
     * @param deaf whether what comes meanwhile is not wanted; it comes again
     */
    void rejoin(boolean deaf);

    /** The connection, if there is one, is no good: ends it, and dials again after a wait. */
    void fail(CloseReason reason);

    /** The link is not needed: ends its connection behind what is written, and dials no more until it is woken. */
    void rest();

    /** The last call. */
    void close();
}
