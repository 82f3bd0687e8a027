package mles.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Collection;
import mles.server.transport.PeerLinks;
import mles.server.transport.PeerSettings;

/** The links of one server. */
final class TcpPeerLinks implements PeerLinks {
    private final PeerSettings settings;

    TcpPeerLinks(PeerSettings settings) {
        this.settings = settings;
    }

    @Override
    public void start(Collection<InetSocketAddress> listening) throws IOException {
        for (InetAddress address : resolve()) {
            for (InetSocketAddress own : listening) {
                if (own.getPort() == settings.port() && isAt(own.getAddress(), address)) {
                    throw new IOException(settings.host() + ":" + settings.port() + " is this server itself");
                }
            }
        }
    }

    private InetAddress[] resolve() throws IOException {
        try {
            return InetAddress.getAllByName(settings.host());
        } catch (UnknownHostException e) {
            throw new IOException("unknown host " + settings.host(), e);
        }
    }

    private static boolean isAt(InetAddress own, InetAddress dialled) throws IOException {
        boolean local = dialled.isAnyLocalAddress() || dialled.isLoopbackAddress()
                || NetworkInterface.getByInetAddress(dialled) != null;
        return own.equals(dialled) || (own.isAnyLocalAddress() && local);
    }
}
