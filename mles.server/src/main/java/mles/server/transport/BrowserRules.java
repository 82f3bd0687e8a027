package mles.server.transport;

import java.util.List;
import java.util.function.Predicate;

/**
 * Which browsers may come in.
 *
 * @param needsToken whether they must bring the token along
 * @param isToken    whether a text is that token, in constant time
 * @param origins    the pages they may come from; {@code same-host} is this server's own, {@code *} any
 * @param servesPage whether there is a page for them here
 */
public record BrowserRules(boolean needsToken, Predicate<String> isToken, List<String> origins, boolean servesPage) {
    /** Writes origins as browsers do. */
    public BrowserRules {
        origins = origins.stream().map(origin -> WebOrigin.normal(origin).orElse(origin)).toList();
    }
}
