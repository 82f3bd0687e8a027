package mles.server;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.Scheme;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.transport.FrontEndProvider;

/** Front ends that are there, by the schemes of addresses to listen on. */
final class Schemes {
    private final List<FrontEndProvider> all;

    Schemes(Providers providers) {
        this.all = providers.all(FrontEndProvider.class);
    }

    /** {@return the kinds of front ends, listening or not} */
    List<String> kinds() {
        return all.stream().map(FrontEndProvider::name).distinct().sorted().toList();
    }

    /**
     * {@return the addresses that a server of this configuration listens on, in order}
     *
     * @throws ConfigException when one is none
     */
    List<ListenAddress> addresses(ServerConfig config) {
        List<Scheme> known = all.stream().map(FrontEndProvider::schemes).flatMap(Set::stream).distinct().toList();
        return config.get(Settings.LISTEN).stream().map(text -> ListenAddress.parse(text, known)).toList();
    }

    /** {@return whether members of one of these may want positions of messages} */
    boolean havePositions(List<ListenAddress> addresses) {
        return addresses.stream().anyMatch(address -> provider(address).hasPositions());
    }

    /** {@return the front end for {@code address}} @throws ConfigException when there are several */
    FrontEndProvider provider(ListenAddress address) {
        return Providers.choose(all, Schemes::names, address.scheme().name(), Settings.LISTEN, "");
    }

    /**
     * Checks the settings of all front ends.
     *
     * @param addresses those that {@code config} has
     * @throws ConfigException when settings of one of the front ends do not go with each other
     */
    void check(ServerConfig config, List<ListenAddress> addresses) {
        all.forEach(provider -> provider.check(config, addresses.stream()
                .filter(address -> provider.schemes().contains(address.scheme())).toList()));
    }

    /** {@return the names of the schemes of {@code provider}} */
    static Stream<String> names(FrontEndProvider provider) {
        return provider.schemes().stream().map(Scheme::name).sorted();
    }
}
