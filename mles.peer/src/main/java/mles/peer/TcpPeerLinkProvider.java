package mles.peer;

import mles.server.transport.PeerLinkProvider;
import mles.server.transport.PeerLinks;
import mles.server.transport.PeerSettings;

/** Links over plain TCP. */
public final class TcpPeerLinkProvider implements PeerLinkProvider {
    /** Creates a provider; for the service loader. */
    public TcpPeerLinkProvider() {
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public PeerLinks create(PeerSettings settings) {
        return new TcpPeerLinks(settings);
    }
}
