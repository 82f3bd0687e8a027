package mles.server.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;

/** The links of one server to the one above it, one for each channel (SPEC 6.1). */
public interface PeerLinks {
    /**
     * Makes sure that there is somewhere to link to. Not from an event loop.
     *
     * @param listening where this server listens itself
     * @throws IOException when the server above has no address, or is this one; the message says so in one line
     */
    void start(Collection<InetSocketAddress> listening) throws IOException;
}
