package mles.peer.channel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import mles.server.spi.PeerState;

/** The links of one server to the one above it, one for each channel (SPEC 6.1). */
public interface PeerLinks {
    /**
     * Makes sure that there is somewhere to link to. Not from an event loop.
     *
     * @param listening where this server listens itself
     * @throws IOException when the upstream server has no address, or is this one; the message says so in one line
     */
    void start(Collection<InetSocketAddress> listening) throws IOException;

    /** {@return the link of a channel, which dials nothing before it is woken} On the loop of the channel. */
    PeerLink link(UpstreamChannel channel);

    /** {@return the number of links in {@code state}} Thread: any. */
    int count(PeerState state);

    /** Dials nothing more, and ends all links behind what is written; waits for that. Not from an event loop. */
    void stop(Duration max);
}
