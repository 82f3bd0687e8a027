package mles.server.upstream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import mles.server.spi.PeerState;

/** The upstream server, to which each channel with members has a link (SPEC 6.1). */
public interface Upstream {
    /**
     * Checks that there is a server to link to. Thread: not an event loop.
     *
     * @param listening where this server listens itself
     * @throws IOException when the upstream server has no address, or is this one; the message says so in one line
     */
    void start(Collection<InetSocketAddress> listening) throws IOException;

    /**
     * {@return the link of a channel} Thread: home loop of the channel.
     *
     * @param join that of the first member
     */
    ChannelUpstream open(UpstreamHost channel, MemberJoin join);

    /** {@return the number of links in {@code state}} Thread: any. */
    int count(PeerState state);

    /** Makes no more links, and ends all behind what is written; waits for that. Thread: not an event loop. */
    void stop(Duration max);
}
