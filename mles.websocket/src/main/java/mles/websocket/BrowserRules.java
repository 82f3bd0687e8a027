package mles.websocket;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mles.server.config.ServerConfig;

/**
 * Which browsers may come in.
 *
 * @param needsToken whether they must bring the token along
 * @param isToken    whether a text is that token, in constant time
 * @param origins    the pages they may come from; {@code same-host} is this server's own, {@code *} any
 * @param servesPage whether there is a page for them here
 */
record BrowserRules(boolean needsToken, Predicate<String> isToken, List<String> origins, boolean servesPage) {
    /** Writes origins as browsers do. */
    BrowserRules {
        origins = origins.stream().map(origin -> WebOrigin.normal(origin).orElse(origin)).toList();
    }

    /** {@return the rules that {@code config} sets; the token is that of now} */
    static BrowserRules of(Supplier<ServerConfig> config) {
        ServerConfig now = config.get();
        return new BrowserRules(needsToken(now), token -> config.get().isBrowserToken(token),
                now.get(WebSocketSettings.ORIGINS), now.get(WebSocketSettings.WS_PAGE));
    }

    /** {@return whether browsers have to bring the token along} */
    static boolean needsToken(ServerConfig config) {
        return config.get(WebSocketSettings.WS_AUTH) == BrowserAuth.TOKEN;
    }
}
