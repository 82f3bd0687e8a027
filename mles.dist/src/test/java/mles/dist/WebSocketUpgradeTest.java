package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mles.dist.server.EventLogger;
import mles.protocol.CloseReason;
import mles.websocket.BrowserAuth;
import mles.server.config.ConfigException;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.websocket.WebSocketSettings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests: which become a WebSocket, and what all others hear (SPEC 8.4). */
class WebSocketUpgradeTest {
    private static final String TOKEN = "figs & honey";

    @Test
    void theAnswerNamesExactlyTheSubprotocol() {
        try (TestServer server = start(config -> config); Ws ws = Ws.dial(server.browserAddress())) {
            String answer = ws.request(Ws.upgrade("Sec-WebSocket-Protocol: chat , mles-websocket,superchat"));
            assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
            // The example of RFC 6455, 1.3.
            assertTrue(answer.toLowerCase(java.util.Locale.ROOT)
                    .contains("\r\nsec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"), answer);
            assertEquals(List.of("mles-websocket"), protocols(answer));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sec-websocket-protocol: mles-websocket",
            "Sec-WebSocket-Protocol: x\r\nSEC-WEBSOCKET-PROTOCOL: mles-websocket",
            "Sec-WebSocket-Protocol:mles-websocket,x", "Connection: keep-alive, upgrade", "Upgrade: WebSocket",
            "Origin: http://localhost", "Origin: https://localhost", "Sec-WebSocket-Extensions: permessage-deflate"})
    void good(String header) {
        try (TestServer server = start(config -> config); Ws ws = Ws.dial(server.browserAddress())) {
            String given = header.startsWith("sec-")
                    ? Ws.upgrade("Sec-WebSocket-Protocol:", header)
                    : Ws.upgrade(header);
            String answer = ws.request(given);
            assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
            assertFalse(answer.contains("xtensions"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"Sec-WebSocket-Protocol:, 400", "Sec-WebSocket-Protocol: Mles-WebSocket, 400",
            "Sec-WebSocket-Protocol: mles-websockets, 400", "Sec-WebSocket-Version: 8, 426",
            "Sec-WebSocket-Version:, 426", "Sec-WebSocket-Key:, 400", "Sec-WebSocket-Key: short, 400",
            "Connection:, 400", "Connection: close, 400", "Origin: http://elsewhere, 403", "Origin: null, 403",
            "Origin: http://localhost:81, 403"})
    void bad(String header, int status) {
        try (TestServer server = start(config -> config); Ws ws = Ws.dial(server.browserAddress())) {
            String answer = ws.request(Ws.upgrade(header));
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
            ws.awaitEnd();
            server.awaitCloses(CloseReason.NOT_ALLOWED, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8076", "[::1]:8076", "LocalHost:8076"})
    void ownNamesOnLoopback(String host) {
        try (TestServer server = start(config -> config)) {
            assertStatus(server, 101, Ws.upgrade("Host: " + host, "Origin: http://" + host));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8076", "127.0.0.1.evil.example"})
    void aNameThatWasMadeToMeanLoopbackIsNoSameHost(String host) {
        try (TestServer server = start(config -> config)) {
            assertStatus(server, 403, Ws.upgrade("Host: " + host, "Origin: http://" + host));
        }
    }

    /** As configured, and as a browser sends it through a proxy on the same machine. */
    @ParameterizedTest
    @CsvSource({"https://example.org/, https://example.org", "HTTPS://Example.org:443, https://example.org",
            "https://example.org, https://example.org", "null, null"})
    void originsThatAreNamed(String configured, String sent) {
        try (TestServer server = start(config -> config.parse(WebSocketSettings.ORIGINS, configured))) {
            assertStatus(server, 101, Ws.upgrade("Host: example.org", "Origin: " + sent));
            assertStatus(server, 403, Ws.upgrade("Host: example.org", "Origin: https://elsewhere.example"));
        }
    }

    @Test
    void theRefusalNamesTheSettingAndTheOrigin() {
        try (TestServer server = start(config -> config); Ws ws = Ws.dial(server.browserAddress())) {
            String head = ws.request(Ws.upgrade("Host: example.org", "Origin: https://example.org"));
            Matcher length = Pattern.compile("(?i)content-length: ([0-9]+)").matcher(head);
            assertTrue(length.find(), head);
            String all = new String(ws.body(Integer.parseInt(length.group(1))), StandardCharsets.US_ASCII);
            assertTrue(all.contains("the setting origins does not allow pages of https://example.org"), all);
        }
    }

    @Test
    void oneAnswerAConnection() {
        try (TestServer server = start(config -> config); Ws ws = Ws.dial(server.browserAddress())) {
            String request = "GET /mles.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String answer = ws.request(request.repeat(100));
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.toLowerCase(java.util.Locale.ROOT).contains("connection: close"), answer);
            server.awaitCloses(CloseReason.LEFT, 1);
        }
    }

    @Test
    void badRequests() {
        try (TestServer server = start(config -> config)) {
            assertStatus(server, 404, "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertStatus(server, 405, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            assertStatus(server, 404, Ws.upgrade().replace("GET / ", "GET /chat "));
            assertStatus(server, 405, Ws.upgrade().replace("GET / ", "PUT / "));
            assertStatus(server, 400, Ws.upgrade().replace("HTTP/1.1", "HTTP/1.0"));
            assertStatus(server, 400, "nonsense\r\n\r\n");
            assertStatus(server, 413, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
        }
    }

    /** Each client can do that as often as it likes: it is no fault of the server, and no line for each. */
    @Test
    void requestsThatAreCutAreOneLineTogether() {
        int many = 200;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (EventLogger events = new EventLogger();
                TestServer server = TestServer.start(Transport.NIO, config -> config,
                        embedding -> embedding.events(events))) {
            for (int i = 0; i < many; i++) {
                try (Ws ws = Ws.dial(server.browserAddress())) {
                    ws.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc"
                            .getBytes(StandardCharsets.US_ASCII));
                    ws.fin();
                    ws.awaitEnd();
                }
            }
            server.awaitCloses(CloseReason.BAD_FRAME, many);
        } finally {
            System.setErr(before);
        }
        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.stream().noneMatch(line -> line.contains(" ERROR ")), lines.toString());
        List<String> refusals = lines.stream().filter(line -> line.contains(" refused: ")).toList();
        // One after a second and one at the end, at most.
        assertTrue(!refusals.isEmpty() && refusals.size() <= 2, refusals.toString());
        assertTrue(refusals.getLast().contains("reason=bad-frame, connections="), refusals.toString());
        // Summaries of tests before this one come as late as a minute later, and to the same stream: a few, not many.
        assertTrue(lines.size() < many / 10, lines.toString());
    }

    @Test
    void hugeHeadersAreRefused() {
        try (TestServer server = start(config -> config); Ws ws = Ws.dial(server.browserAddress())) {
            String answer = ws.request("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(50_000) + "\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
        }
    }

    @Test
    void originsCanBeListed() {
        UnaryOperator<ServerConfig.Builder> listed = config -> config.parse(WebSocketSettings.ORIGINS,
                "https://chat.example,https://other.example");
        try (TestServer server = start(listed)) {
            assertStatus(server, 101, Ws.upgrade("Origin: https://other.example"));
            assertStatus(server, 101, Ws.upgrade());
            assertStatus(server, 403, Ws.upgrade("Origin: http://localhost"));
        }
        try (TestServer server = start(config -> config.parse(WebSocketSettings.ORIGINS, "*"))) {
            assertStatus(server, 101, Ws.upgrade("Origin: null"));
        }
    }

    @Test
    void anotherUpgradeBesideIsNone() {
        try (TestServer server = start(config -> config)) {
            assertStatus(server, 400, Ws.upgrade("Upgrade: websocket, other"));
            assertEquals(0, server.closes(CloseReason.INTERNAL));
        }
    }

    @Test
    void aTokenInEitherPlace() {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));
        try (TestServer server = start(
                config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN).browserToken(TOKEN))) {
            assertStatus(server, 101, Ws.upgrade("Sec-WebSocket-Protocol: mles-websocket, mles-token." + encoded));
            assertStatus(server, 101, Ws.upgrade("Authorization: Bearer " + TOKEN));
            assertStatus(server, 401, Ws.upgrade());
            assertStatus(server, 401, Ws.upgrade("Authorization: Bearer figs"));
            assertStatus(server, 401, Ws.upgrade("Sec-WebSocket-Protocol: mles-websocket, mles-token.AAAA"));
            assertStatus(server, 401, Ws.upgrade("Sec-WebSocket-Protocol: mles-websocket, mles-token.%%"));
            assertStatus(server, 400, Ws.upgrade("Sec-WebSocket-Protocol: mles-token." + encoded));
            // The page itself is no secret.
            assertStatus(server, 200, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/mles.js", "/mles.d.ts", "/seal.js",
            "/page/icon.svg"})
    void thePageAndItsPieces(String path) {
        try (TestServer server = start(config -> config);
                Ws first = Ws.dial(server.browserAddress());
                Ws second = Ws.dial(server.browserAddress())) {
            String answer = first.request("GET " + path + "?x HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.contains("ontent-Security-Policy: default-src 'none'"), answer);
            first.body(length(answer));
            first.awaitEnd();
            String tag = answer.replaceFirst("(?is).*etag: (\\S+).*", "$1");
            String again = second.request("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + tag
                    + "\r\n\r\n");
            assertTrue(again.startsWith("HTTP/1.1 304 "), again);
        }
    }

    @Test
    void headHasNoBody() {
        try (TestServer server = start(config -> config); Ws ws = Ws.dial(server.browserAddress())) {
            String head = ws.request("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(length(head) > 100, head);
            ws.awaitEnd();
        }
    }

    @Test
    void thePageCanBeOff() {
        try (TestServer server = start(config -> config.set(WebSocketSettings.WS_PAGE, false))) {
            assertStatus(server, 404, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertStatus(server, 101, Ws.upgrade());
        }
    }

    @Test
    void whoAsksForNothingInTimeIsClosed() {
        try (TestServer server = start(config -> config.set(Settings.FIRST_FRAME_TIMEOUT, Duration.ofMillis(50)));
                Ws ws = Ws.dial(server.browserAddress())) {
            ws.send("GET / HT".getBytes(StandardCharsets.US_ASCII));
            ws.awaitEnd();
            server.awaitCloses(CloseReason.FIRST_FRAME_TIMEOUT, 1);
        }
    }

    @Test
    void browsersDoNotComePastTheKeyUnlessSomebodySaidSo() {
        ServerConfig.Builder open = ServerConfig.builder().set(Settings.LISTEN, List.of("ws://0.0.0.0:0"));
        ServerConfig keyed = open.keys("k", null).build();
        assertEquals(
                "ws-auth: expected token or none where a key guards the server, was neither: browsers have no key at "
                        + "ws://0.0.0.0:0 (use token with ws-token-file, or none)",
                refusal(keyed));
        assertEquals("ws-token-file: expected a file with ws-auth token, was none",
                refusal(keyed.toBuilder().set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN).build()));
        assertStarts(keyed.toBuilder().set(WebSocketSettings.WS_AUTH, BrowserAuth.NONE).build());
        assertStarts(keyed.toBuilder().set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN).browserToken("t").build());
        assertStarts(open.keys(null, null).build());
        assertStarts(open.keys("k", null).set(Settings.LISTEN, List.of("ws://127.0.0.1:0")).build());
    }

    private static void assertStarts(ServerConfig config) {
        try (MlesServer server = MlesServer.builder().config(config).build()) {
            assertEquals(1, server.start().size());
        }
    }

    private static String refusal(ServerConfig config) {
        try (MlesServer server = MlesServer.builder().config(config).build()) {
            return String.valueOf(assertThrows(ConfigException.class, server::start).getMessage());
        }
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.AUTO, settings);
    }

    private static void assertStatus(TestServer server, int status, String request) {
        try (Ws ws = Ws.dial(server.browserAddress())) {
            String answer = ws.request(request);
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        }
    }

    private static int length(String head) {
        return Integer.parseInt(head.replaceFirst("(?is).*content-length: (\\d+).*", "$1"));
    }

    private static List<String> protocols(String head) {
        return head.lines().filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-protocol"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).toList();
    }
}
