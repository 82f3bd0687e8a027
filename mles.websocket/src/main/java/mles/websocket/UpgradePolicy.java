package mles.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mles.server.transport.LoopbackHosts;
import mles.websocket.http.Access;
import org.jspecify.annotations.Nullable;

/** Judges requests for a WebSocket (SPEC 8.4). It looks at headers only. */
final class UpgradePolicy implements Access {
    private static final String TOKEN = "mles-token.";
    private static final String BEARER = "bearer ";
    private static final String VERSION = "13";
    /** Relation of the page that asks to this server, as browsers tell it. */
    private static final String SITE = "Sec-Fetch-Site";
    private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");
    private static final int KEY_BYTES = 16;
    private static final String ANY = "*";
    private static final String SAME_HOST = "same-host";

    private final BrowserRules rules;

    /**
     * Why not.
     *
     * @param word the same as the text of a close, null for what is no WebSocket at all
     */
    record Refusal(HttpResponseStatus status, String why, @Nullable String word) {
        private Refusal(HttpResponseStatus status, String why) {
            this(status, why, null);
        }
    }

    UpgradePolicy(BrowserRules rules) {
        this.rules = rules;
    }

    /** {@return whether it asks for a WebSocket at all} */
    static boolean isUpgrade(HttpRequest request) {
        return request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    /**
     * {@return why it does not get one, null when it does}
     *
     * @param onLoopback whether it came by an address of this machine only
     * @param protocol   the selected subprotocol, null where none fits
     */
    @Nullable
    Refusal judge(HttpRequest request, boolean onLoopback, @Nullable Subprotocol protocol) {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            return new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "a WebSocket begins with GET");
        }
        if (!path(request).equals("/")) {
            return new Refusal(HttpResponseStatus.NOT_FOUND, "the WebSocket is at /");
        }
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return bad("HTTP/1.1 and Connection: Upgrade are needed");
        }
        // Netty's handshake knows nothing else, and would fail when it is too late for an answer.
        if (!headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return bad("Upgrade must be websocket, and nothing beside it");
        }
        if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return new Refusal(HttpResponseStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version must be " + VERSION);
        }
        if (!isKey(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            return bad("Sec-WebSocket-Key must be 16 bytes in Base64");
        }
        if (!isWelcome(headers.get(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST), onLoopback)) {
            return new Refusal(HttpResponseStatus.FORBIDDEN,
                    "the setting origins does not allow pages of " + shown(headers.get(HttpHeaderNames.ORIGIN)),
                    "wrong-origin");
        }
        if (protocol == null) {
            return bad("Sec-WebSocket-Protocol must offer " + Subprotocol.PAYLOADS.word());
        }
        if (rules.needsToken() && !hasToken(offered(request), headers.get(HttpHeaderNames.AUTHORIZATION))) {
            return new Refusal(HttpResponseStatus.UNAUTHORIZED, "the token is missing or wrong", "wrong-token");
        }
        return null;
    }

    @Override
    public @Nullable String foreignOrigin(HttpHeaders headers, boolean onLoopback) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return isWelcome(origin, headers.get(HttpHeaderNames.HOST), onLoopback) ? null : shown(origin);
    }

    @Override
    public @Nullable String foreignReader(HttpHeaders headers, boolean onLoopback) {
        if (headers.contains(HttpHeaderNames.ORIGIN) || rules.origins().contains(ANY)) {
            return foreignOrigin(headers, onLoopback);
        }
        // An image needs no origin, and could join under a name.
        if (OTHER_SITES.contains(headers.get(SITE, ""))) {
            return "another site";
        }
        String host = headers.get(HttpHeaderNames.HOST);
        if (host == null || !onLoopback || LoopbackHosts.has(host)) {
            return foreignOrigin(headers, onLoopback);
        }
        boolean named = Stream.of("http://", "https://").map(scheme -> WebOrigin.normal(scheme + host))
                .flatMap(Optional::stream).anyMatch(rules.origins()::contains);
        return named ? null : shown("http://" + host);
    }

    @Override
    public boolean needsToken() {
        return rules.needsToken();
    }

    @Override
    public boolean isToken(String secret) {
        return rules.isToken().test(secret);
    }

    /** {@return the path of a request without its query} */
    static String path(HttpRequest request) {
        int query = request.uri().indexOf('?');
        return query < 0 ? request.uri() : request.uri().substring(0, query);
    }

    private static Refusal bad(String why) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, why);
    }

    /** {@return the subprotocols that a request offers} */
    static List<String> offered(HttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(header -> Arrays.stream(header.split(","))).map(String::strip).toList();
    }

    private static boolean isKey(List<String> keys) {
        try {
            return keys.size() == 1 && Base64.getDecoder().decode(keys.getFirst().strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** No origin: not a browser, which could claim any. */
    private boolean isWelcome(@Nullable String origin, @Nullable String host, boolean onLoopback) {
        if (origin == null || rules.origins().contains(ANY)) {
            return true;
        }
        Optional<String> seen = WebOrigin.normal(origin);
        boolean same = rules.origins().contains(SAME_HOST) && host != null && (!onLoopback || LoopbackHosts.has(host))
                && (seen.equals(WebOrigin.normal("http://" + host))
                        || seen.equals(WebOrigin.normal("https://" + host)));
        return seen.isPresent() && (same || rules.origins().contains(seen.get()));
    }

    /** No more of what a client sent than is an origin. */
    private static String shown(@Nullable String origin) {
        return origin == null ? "none" : WebOrigin.normal(origin).orElse("a malformed origin");
    }

    private boolean hasToken(List<String> offered, @Nullable String authorization) {
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return rules.isToken().test(authorization.substring(BEARER.length()).strip());
        }
        return offered.stream().filter(each -> each.startsWith(TOKEN)).findFirst()
                .map(each -> decoded(each.substring(TOKEN.length()))).filter(rules.isToken()).isPresent();
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
