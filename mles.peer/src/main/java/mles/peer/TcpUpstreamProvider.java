package mles.peer;

import mles.peer.channel.PeerUpstream;
import mles.server.upstream.Upstream;
import mles.server.upstream.UpstreamProvider;
import mles.server.upstream.UpstreamSettings;

/** Links over plain TCP. */
public final class TcpUpstreamProvider implements UpstreamProvider {
    /** Creates a provider; for the service loader. */
    public TcpUpstreamProvider() {
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public Upstream create(UpstreamSettings settings) {
        return new PeerUpstream(new TcpPeerLinks(settings), settings.idleNanos(), settings.loadNanos());
    }
}
