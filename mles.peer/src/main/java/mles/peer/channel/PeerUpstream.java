package mles.peer.channel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import mles.server.spi.PeerState;
import mles.server.upstream.ChannelUpstream;
import mles.server.upstream.MemberJoin;
import mles.server.upstream.Upstream;
import mles.server.upstream.UpstreamHost;

/**
 * The upstream server, to which channels are linked one by one.
 *
 * @param links     makes the links
 * @param idleNanos how long a link without members stays; 0 is no limit
 * @param loadNanos how long a channel that is opened waits for what the upstream server has
 */
public record PeerUpstream(PeerLinks links, long idleNanos, long loadNanos) implements Upstream {
    @Override
    public void start(Collection<InetSocketAddress> listening) throws IOException {
        links.start(listening);
    }

    @Override
    public ChannelUpstream open(UpstreamHost channel, MemberJoin join) {
        return new UpstreamLink(channel, this, join);
    }

    @Override
    public int count(PeerState state) {
        return links.count(state);
    }

    @Override
    public void stop(Duration max) {
        links.stop(max);
    }
}
