package mles.server.admin;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import mles.server.transport.LoopbackHosts;

/** Access to the pages for operators. */
public final class AdminAccess {
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final Set<String> open;
    private final BooleanSupplier needToken;
    private final Predicate<String> isToken;

    /**
     * Access by a token, if there is one.
     *
     * @param open      paths open to every client, since they tell nothing but health
     * @param needToken whether there is a token now; without one, loopback addresses have access to everything
     * @param isToken   whether a text is the token of now, in constant time
     */
    public AdminAccess(Set<String> open, BooleanSupplier needToken, Predicate<String> isToken) {
        this.open = Set.copyOf(open);
        this.needToken = needToken;
        this.isToken = isToken;
    }

    boolean mayAsk(String path, Headers headers) {
        if (open.contains(path)) {
            return true;
        }
        String host = headers.getFirst("Host");
        return needToken.getAsBoolean() ? isToken.test(token(headers)) : host != null && LoopbackHosts.has(host);
    }

    /** A token comes as {@code Bearer}, or as the password of {@code Basic}, which browsers ask their users for. */
    private static String token(Headers headers) {
        String given = headers.getFirst("Authorization");
        if (given == null) {
            return "";
        }
        String kind = given.toLowerCase(Locale.ROOT);
        if (kind.startsWith(BEARER)) {
            return given.substring(BEARER.length()).strip();
        }
        return kind.startsWith(BASIC) ? password(given.substring(BASIC.length()).strip()) : "";
    }

    private static String password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
