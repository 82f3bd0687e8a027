package mles.websocket;

import java.util.List;
import java.util.Set;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.Scheme;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.transport.FrontEnd;
import mles.server.transport.FrontEndContext;
import mles.server.transport.FrontEndProvider;

/** Front ends for {@code ws://} and {@code wss://}, which are {@code http://} and {@code https://}, too. */
public final class WebSocketProvider implements FrontEndProvider {
    /** The name of this kind of front end. */
    public static final String NAME = "websocket";

    private static final int PORT = 8076;

    /** Creates a provider; for the service loader. */
    public WebSocketProvider() {
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Scheme> schemes() {
        return Set.of(new Scheme("ws", PORT, false), new Scheme("wss", PORT, true), new Scheme("http", PORT, false),
                new Scheme("https", PORT, true));
    }

    @Override
    public List<Setting<?>> settings() {
        return WebSocketSettings.all();
    }

    /** @throws ConfigException when browsers would get past the shared key, and no setting says so */
    @Override
    public void check(ServerConfig config, List<ListenAddress> addresses) {
        boolean needsToken = BrowserRules.needsToken(config);
        if (!addresses.isEmpty() && needsToken && !config.hasBrowserToken()) {
            throw new ConfigException("ws-token-file: expected a file with ws-auth token, was none");
        }
        if (!config.isSet(WebSocketSettings.WS_AUTH) && config.isGuarded()) {
            addresses.stream().filter(address -> !address.isLocal()).findFirst()
                    .ifPresent(address -> {
                        throw new ConfigException(
                                "ws-auth: expected token or none where a key guards the server, was neither: browsers"
                                        + " have no key at " + address.uri(address.port())
                                        + " (use token with ws-token-file, or none)");
                    });
        }
    }

    @Override
    public boolean hasPositions() {
        return true;
    }

    @Override
    public FrontEnd create(FrontEndContext context) {
        return new WebSocketFrontEnd(context);
    }
}
