package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.server.config.ConfigException;
import mles.server.Endpoint;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.StartException;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of a server for operators. */
class AdminTest {
    private static final String TOKEN = "figs and honey";

    @Test
    void listensLastAndTellsWhere() {
        try (TestServer server = start(config -> config)) {
            Endpoint last = server.server().endpoints().getLast();
            assertEquals("http://127.0.0.1:" + last.address().getPort(), last.uri());
            assertEquals(3, server.server().endpoints().size());
        }
    }

    @Test
    void countsWhatHappens() {
        try (TestServer server = start(config -> config);
                Wire alice = server.join("alice", "lab");
                Wire bob = server.join("bob", "lab");
                Ws carol = server.browse("carol", "a \"quoted\"\nname")) {
            alice.send(Frames.message("alice", "lab", "hello"));
            bob.next(2);
            try (Wire stranger = server.connect()) {
                stranger.offer(Frames.bytes(Frames.message("x", "lab", "").withKey(1))).awaitSilentEnd();
            }
            server.awaitCloses(CloseReason.WRONG_KEY, 1);
            String text = get(server, "/metrics").body();
            for (String line : List.of("mles_connections{transport=\"tcp\"} 2",
                    "mles_connections{transport=\"websocket\"} 1", "mles_members{transport=\"tcp\"} 2",
                    "mles_members{transport=\"websocket\"} 1", "mles_joins_total{transport=\"websocket\"} 1",
                    "mles_channels 2", "mles_closes_total{reason=\"wrong-key\"} 1",
                    "mles_closes_total{reason=\"internal\"} 0", "mles_received_frames_total 4",
                    "mles_dropped_frames_total{reason=\"no-member\"} 0", "mles_parked_members 0",
                    "mles_channel_members{channel=\"lab\"} 2", "mles_channel_frames_total{channel=\"lab\"} 3",
                    "mles_channel_members{channel=\"a \\\"quoted\\\"\\nname\"} 1",
                    "mles_memory_limit_bytes " + server.stats().memoryLimit(),
                    "mles_heap_limit_bytes " + server.stats().heapLimit())) {
                assertTrue(text.lines().anyMatch(line::equals), line + " in\n" + text);
            }
            assertTrue(value(text, "mles_history_bytes") > 0, text);
            assertTrue(value(text, "mles_log_bytes") >= value(text, "mles_history_bytes"), text);
            Await.until("loops are looked at",
                    () -> value(get(server, "/metrics").body(), "mles_loop_delay_seconds_count") > 0);
            assertEquals(1, value(text, "mles_joins_total{transport=\"websocket\"}"));
            carol.fin();
        }
    }

    @Test
    void everyReasonIsALabel() {
        try (TestServer server = start(config -> config)) {
            String text = get(server, "/metrics").body();
            Stream.of(CloseReason.values()).forEach(
                    reason -> assertEquals(0, value(text, "mles_closes_total{reason=\"" + reason.word() + "\"}")));
        }
    }

    @Test
    void promtoolAcceptsTheMetrics() throws Exception {
        ProcessBuilder promtool = Tools.orSkip("promtool", "check", "metrics");
        try (TestServer server = start(config -> config);
                Wire alice = server.join("alice", "lab")) {
            Process process = promtool.start();
            process.getOutputStream().write(get(server, "/metrics").body().getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
            assertEquals("", said);
            alice.fin();
        }
    }

    @Test
    void onlyTheBusiestChannelsHaveFiguresOfTheirOwn() {
        try (TestServer server = start(config -> config.set(Settings.METRICS_CHANNELS, 2));
                Wire alice = server.join("alice", "b");
                Wire bob = server.join("bob", "c");
                Wire carol = server.join("carol", "a")) {
            alice.send(Frames.sized("alice", "b", 500)).fin().untilEnd();
            carol.send(Frames.sized("carol", "a", 1000)).fin().untilEnd();
            List<String> told = get(server, "/metrics").body().lines()
                    .filter(line -> line.startsWith("mles_channel_bytes_total{")).toList();
            assertEquals(List.of("a", "b"),
                    told.stream().map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'))).toList());
            bob.fin();
        }
    }

    @Test
    void channelsAsJson() throws IOException {
        String odd = "a \"quoted\"\\\nname";
        try (TestServer server = start(config -> config);
                Wire alice = server.join("alice", odd);
                Wire bob = server.join("bob", "lab")) {
            bob.send(Frames.sized("bob", "lab", 1000)).fin().untilEnd();
            Await.until("bob has left", () -> server.stats().members() == 1);
            Http.Reply answer = get(server, "/channels");
            assertEquals("application/json", answer.type());
            assertEquals(List.of("lab", odd), strings(answer.body(), "name"));
            assertEquals(List.of("0", "1"), strings(answer.body(), "members"));
            assertEquals(List.of("2", "1"), strings(answer.body(), "frames"));
            assertEquals(List.of("lab"), strings(get(server, "/channels?limit=1").body(), "name"));
            assertEquals(400, get(server, "/channels?limit=many").status());
            assertEquals(400, get(server, "/channels?limit=10001").status());
            alice.fin();
        }
    }

    @Test
    void aliveAndReadyUntilItStops() {
        try (TestServer server = start(config -> config.set(Settings.DRAIN_TIME, Await.DEADLINE));
                Wire reader = server.join(Wire.connectNarrow(server.address()), "reader", "lab")) {
            assertEquals("ok\n", get(server, "/livez").body());
            assertEquals("ok\n", get(server, "/readyz").body());
            URI ready = uri(server, "/readyz");
            try (Wire alice = server.join("alice", "lab")) {
                for (int i = 0; i < 200; i++) {
                    alice.send(Frames.sized("alice", "lab", 50_000));
                }
                alice.fin().untilEnd();
            }
            CompletableFuture<Boolean> closing = Await.async(() -> {
                server.stop();
                return true;
            });
            Await.until("it is not ready while it drains", () -> Http.get(ready).status() == 503);
            reader.untilEnd();
            Await.get(closing);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status.js", "/status.css", "/api.js", "/dom.js", "/format.js", "/spark.js",
            "/overview.js", "/channels.js", "/channel.js", "/settings.js", "/confirm.js"})
    void statusPage(String path) {
        try (TestServer server = start(config -> config)) {
            Http.Reply page = get(server, path);
            assertEquals(200, page.status());
            assertTrue(page.policy().contains("'none'"));
            assertFalse(page.body().isEmpty());
        }
    }

    @Test
    void takesNothing() {
        try (TestServer server = start(config -> config)) {
            assertEquals(405, Http.ask("POST", uri(server, "/metrics")).status());
            assertEquals(404, get(server, "/nothing").status());
            Http.Reply head = Http.ask("HEAD", uri(server, "/livez"));
            assertEquals("200 ", head.status() + " " + head.body());
        }
    }

    @Test
    void tokenOpensEverythingButHealthNeedsNone() {
        try (TestServer server = start(config -> config.adminToken(TOKEN))) {
            for (String path : List.of("/", "/metrics", "/channels", "/api/status", "/api/channels",
                    "/api/channel?channel=lab", "/api/messages?channel=lab", "/api/config", "/api/actions")) {
                Http.Reply refused = get(server, path);
                assertEquals(401, refused.status());
                assertFalse(refused.body().contains("mles_"), refused.body());
                assertTrue(
                        List.of(200, 403, 404).contains(
                                Http.get(uri(server, path), "Authorization", "Bearer " + TOKEN).status()),
                        path);
            }
            assertEquals(200, get(server, "/livez").status());
            assertEquals(200, get(server, "/readyz").status());
        }
    }

    @Test
    void withoutATokenOnThisMachineOnly() {
        MlesServer.Builder server = MlesServer.builder()
                .config(ServerConfig.builder().set(Settings.ADMIN, "0.0.0.0:0").build()).listen("tcp://127.0.0.1:0");
        ConfigException e = assertThrows(ConfigException.class, server.build()::start);
        assertEquals("admin: expected a loopback address, or a token (admin-token-file), was 0.0.0.0:0",
                e.getMessage());
    }

    @Test
    void addressInUseIsAFaultOfTheStart() {
        try (TestServer server = start(config -> config)) {
            String taken = "127.0.0.1:" + server.server().endpoints().getLast().address().getPort();
            StartException e = assertThrows(StartException.class, () -> TestServer.start(Transport.AUTO,
                    config -> config.set(Settings.ADMIN, taken)));
            assertTrue(String.valueOf(e.getMessage()).contains("http://" + taken), e.getMessage());
        }
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.AUTO,
                config -> settings.apply(config.set(Settings.ADMIN, "127.0.0.1:0")));
    }

    private static URI uri(TestServer server, String path) {
        return URI.create(server.server().endpoints().getLast().uri() + path);
    }

    private static Http.Reply get(TestServer server, String path) {
        return Http.get(uri(server, path));
    }

    private static double value(String text, String series) {
        Matcher matcher = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE).matcher(text);
        assertTrue(matcher.find(), series + " in\n" + text);
        return Double.parseDouble(matcher.group(1));
    }

    /** {@return all values of that field, in order} */
    private static List<String> strings(String json, String field) throws IOException {
        List<String> found = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() && field.equals(parser.currentName())) {
                    found.add(parser.getText());
                }
            }
        }
        return found;
    }
}
