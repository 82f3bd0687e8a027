package mles.server;

import java.util.List;
import java.util.function.Predicate;
import mles.server.config.BrowserAuth;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.transport.BrowserLimits;
import mles.server.transport.BrowserRules;
import mles.server.transport.FrontEndProvider;

/** What settings mean for front ends for browsers. */
final class BrowserSettings {
    private static final String PROTOCOL = "ws";

    private BrowserSettings() {
    }

    /** {@return what brings them in} @throws ConfigException when nothing does */
    static FrontEndProvider provider(Providers providers) {
        return providers.find(FrontEndProvider.class, FrontEndProvider::name, PROTOCOL, Settings.LISTEN, "");
    }

    /**
     * {@return which browsers may come in}
     *
     * @param isToken whether a text is the token of now
     * @throws ConfigException when they would get past the shared key without anybody having said so
     */
    static BrowserRules rules(ServerConfig config, Predicate<String> isToken) {
        check(config);
        return new BrowserRules(needsToken(config), isToken, config.get(Settings.ORIGINS),
                config.get(Settings.WS_PAGE));
    }

    private static boolean needsToken(ServerConfig config) {
        return config.get(Settings.WS_AUTH) == BrowserAuth.TOKEN;
    }

    /** @throws ConfigException as {@link #rules}, for servers that let browsers in */
    static void check(ServerConfig config) {
        List<ListenAddress> addresses = ListenAddress.all(config).stream().filter(ListenAddress::isForBrowsers)
                .toList();
        if (!addresses.isEmpty() && needsToken(config) && !config.hasBrowserToken()) {
            throw new ConfigException("ws-auth: token needs a ws-token-file");
        }
        if (!config.isSet(Settings.WS_AUTH) && config.isGuarded()) {
            addresses.stream().filter(address -> !address.isLocal()).findFirst()
                    .ifPresent(address -> {
                        throw new ConfigException(
                                "ws-auth: a key guards this server, and browsers would come in without"
                                        + " it by " + address.uri(address.port())
                                        + "; choose token (with ws-token-file) or none");
                    });
        }
    }

    /** @param waiting bytes for unauthenticated connections on one loop */
    static BrowserLimits limits(ServerConfig config, long waiting) {
        return new BrowserLimits(config.get(Settings.MAX_FIRST_FRAME), config.get(Settings.MAX_FRAME),
                config.get(Settings.MAX_NAME), config.get(Settings.WS_MAX_CHANNELS),
                config.get(Settings.WS_CONTROLS_PER_SECOND), waiting,
                config.get(Settings.FIRST_FRAME_TIMEOUT).toNanos(), config.get(Settings.FRAME_TIMEOUT).toNanos(),
                config.get(Settings.WS_PING).toNanos(), config.get(Settings.WS_TIMEOUT).toNanos());
    }
}
