package mles.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.transport.FrontEnd;

/** The front ends of a server or a proxy, one for each scheme. For one thread. */
final class FrontEnds {
    private final Map<String, FrontEnd> byScheme = new LinkedHashMap<>();
    private final Function<ListenAddress, FrontEnd> opener;

    /** @param opener makes the front end for an address and all others of its scheme */
    FrontEnds(Function<ListenAddress, FrontEnd> opener) {
        this.opener = opener;
    }

    /**
     * Listens on all of them.
     *
     * @return where, with real ports
     * @throws ConfigException when there is no front end for one of them; others may listen
     * @throws StartException  when one of them cannot be listened on; others may listen
     */
    List<Endpoint> listen(List<ListenAddress> addresses) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (ListenAddress wanted : addresses) {
            ListenAddress address = wanted.here();
            try {
                InetSocketAddress bound = byScheme
                        .computeIfAbsent(address.scheme().name(), scheme -> opener.apply(address))
                        .start(address.socketAddress());
                endpoints.add(new Endpoint(address.uri(bound.getPort()), bound));
            } catch (IOException e) {
                throw StartException.listening(address, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartException("interrupted while starting to listen", e);
            }
        }
        return endpoints;
    }

    /** Stops admissions. */
    void stop() {
        byScheme.values().forEach(FrontEnd::stop);
    }
}
