package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mles.protocol.CloseReason;
import mles.protocol.Credentials;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.ChannelPattern;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /channels/NAME}. */
class HttpFollowTest {
    private static final Pattern ID = Pattern.compile("id: ([0-9a-f]{16}-[0-9]+)");
    private static final String DOCUMENT = "Accept: application/json";
    private static final String LINES = "Accept: application/x-ndjson";

    @ParameterizedTest
    @EnumSource(Transport.class)
    void historyAndThenWhatComes(Transport transport) {
        try (TestServer server = TestServer.start(transport);
                HttpWire http = new HttpWire(server.browserAddress());
                HttpWire events = new HttpWire(server.browserAddress());
                HttpWire lines = new HttpWire(server.browserAddress())) {
            publish(http, "garden", "one");
            events.send(get("/channels/garden"));
            lines.send(get("/channels/garden", LINES));
            assertEquals("text/event-stream", head(events).get("content-type"));
            assertEquals("application/x-ndjson", head(lines).get("content-type"));
            publish(http, "garden", "two");
            String before = id(events);
            assertTrue(before.endsWith("-0"), before);
            String epoch = before.substring(0, before.indexOf('-'));
            assertEquals(epoch + "-1 one", event(events));
            assertEquals(epoch + "-2 two", event(events));
            assertTrue(
                    lines.line().startsWith("{\"id\":\"" + epoch + "-1\",\"uid\":\"http\",\"text\":\"one\",\"time\":"));
            assertTrue(
                    lines.line().startsWith("{\"id\":\"" + epoch + "-2\",\"uid\":\"http\",\"text\":\"two\",\"time\":"));
        }
    }

    @Test
    void aReaderIsSeenWhereItHasAName() {
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", "c");
                HttpWire quiet = new HttpWire(server.browserAddress());
                HttpWire loud = new HttpWire(server.browserAddress())) {
            quiet.send(get("/channels/c"));
            head(quiet);
            loud.send(get("/channels/c?uid=ann"));
            head(loud);
            assertEquals(Frames.text(bob.next()), "");
            bob.send(Frames.message("bob", "c", "hi"));
            id(quiet);
            assertEquals("event: presence", skipTo(quiet, "event"));
            assertEquals("event: presence", skipTo(quiet, "event"));
            assertTrue(skipTo(quiet, "data: {\"uid\":\"bob\",\"text\"").contains("\"hi\""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Last-Event-ID: ", "?since="})
    void aReaderGoesOnBehindAPosition(String how) {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            publish(http, "c", "one");
            String id;
            try (HttpWire events = new HttpWire(server.browserAddress())) {
                events.send(get("/channels/c"));
                head(events);
                id(events);
                id = event(events).split(" ", 2)[0];
            }
            publish(http, "c", "two");
            try (HttpWire events = new HttpWire(server.browserAddress())) {
                events.send(how.startsWith("?") ? get("/channels/c" + how + id) : get("/channels/c", how + id));
                head(events);
                assertEquals(id, id(events));
                assertTrue(event(events).endsWith("-2 two"));
            }
        }
    }

    @Test
    void aGapIsTold() {
        try (TestServer server = start(config -> config);
                HttpWire http = new HttpWire(server.browserAddress());
                HttpWire events = new HttpWire(server.browserAddress());
                HttpWire lines = new HttpWire(server.browserAddress())) {
            publish(http, "c", "one");
            events.send(get("/channels/c?since=0000000000000001-7"));
            head(events);
            id(events);
            assertEquals("event: gap", events.line());
            assertEquals("data: {\"first\":1}", events.line());
            assertEquals("", events.line());
            assertTrue(event(events).endsWith("-1 one"));
            lines.send(get("/channels/c?since=0000000000000001-7", LINES));
            head(lines);
            assertEquals("{\"event\":\"gap\",\"first\":1}", lines.line());
        }
    }

    @Test
    void partsOfAChannel() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            publish(http, "c", "one");
            publish(http, "c", "two");
            try (HttpWire live = new HttpWire(server.browserAddress())) {
                live.send(get("/channels/c?history=0"));
                assertTrue(head(live).getOrDefault("mles-position", "").endsWith("-2"));
                assertTrue(id(live).endsWith("-2"));
                publish(http, "c", "three");
                assertTrue(event(live).endsWith("-3 three"));
            }
            try (HttpWire history = new HttpWire(server.browserAddress())) {
                history.send(get("/channels/c?follow=0", LINES));
                head(history);
                for (String text : new String[]{"one", "two", "three"}) {
                    assertTrue(history.line().contains("\"" + text + "\""));
                }
                assertEquals("", history.rest());
            }
            try (HttpWire empty = new HttpWire(server.browserAddress())) {
                empty.send(get("/channels/other?follow=0", LINES));
                head(empty);
                assertEquals("", empty.rest());
            }
            try (HttpWire position = new HttpWire(server.browserAddress())) {
                position.send(get("/channels/c").replace("GET", "HEAD"));
                assertTrue(head(position).getOrDefault("mles-position", "").endsWith("-3"));
                assertEquals("", position.rest());
            }
            Await.until("all have left", () -> server.channel("c").members() <= 1);
        }
    }

    /** A history of any number of messages, larger than a slice of the log, is one document. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5000})
    void aHistoryIsADocument(int messages) {
        try (TestServer server = start(config -> config.set(Settings.HISTORY_LIMIT, 10_000));
                HttpWire http = new HttpWire(server.browserAddress());
                HttpWire document = new HttpWire(server.browserAddress())) {
            for (int i = 1; i <= messages; i++) {
                publish(http, "c", i + "x".repeat(100));
            }
            document.send(get("/channels/c", DOCUMENT));
            Map<String, String> head = head(document);
            assertEquals("application/json", head.get("content-type"));
            JsonNode json = json(document);
            assertEquals(head.get("mles-position"), json.path("position").asText());
            assertFalse(json.path("gap").asBoolean(true));
            assertTrue(json.path("complete").asBoolean());
            JsonNode all = json.path("messages");
            assertEquals(messages, all.size());
            for (int i = 1; i <= messages; i++) {
                assertEquals(i + "x".repeat(100), all.path(i - 1).path("text").asText());
                assertTrue(all.path(i - 1).path("id").asText().endsWith("-" + i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LINES, DOCUMENT})
    void theReaderOfAnEmptyHistoryLeaves(String accept) {
        try (TestServer server = start(config -> config)) {
            for (int i = 0; i < 12; i++) {
                try (HttpWire http = new HttpWire(server.browserAddress())) {
                    http.send(get("/channels/" + i + "?follow=0", accept));
                    head(http);
                    http.rest();
                }
            }
            Await.until("all have left",
                    () -> server.server().channels(100).stream().allMatch(each -> each.members() == 0));
        }
    }

    @Test
    void aDocumentGoesOnBehindAPosition() {
        try (TestServer server = start(config -> config);
                HttpWire http = new HttpWire(server.browserAddress());
                HttpWire first = new HttpWire(server.browserAddress());
                HttpWire behind = new HttpWire(server.browserAddress());
                HttpWire gap = new HttpWire(server.browserAddress())) {
            publish(http, "c", "one");
            first.send(get("/channels/c", DOCUMENT));
            String position = head(first).getOrDefault("mles-position", "");
            publish(http, "c", "two");
            behind.send(get("/channels/c?since=" + position, DOCUMENT));
            head(behind);
            JsonNode news = json(behind).path("messages");
            assertEquals(1, news.size());
            assertEquals("two", news.path(0).path("text").asText());
            gap.send(get("/channels/c?since=0000000000000001-7", DOCUMENT));
            head(gap);
            assertTrue(json(gap).path("gap").asBoolean());
        }
    }

    @Test
    void aKeyThatMayOnlyPublishReadsNothing() {
        NamedKey writing = new NamedKey("writing", Credentials.of("writing", null), List.of(new ChannelPattern("*")),
                new Rights(true, false, false), Instant.MIN, Instant.MAX);
        try (TestServer server = start(config -> config.set(Settings.WS_KEY, "writing").keyRing(List.of(writing)))) {
            for (String target : new String[]{"/channels/c", "/channels/c?history=0", "/channels/c?uid=ann"}) {
                try (HttpWire http = new HttpWire(server.browserAddress())) {
                    HttpWire.Answer answer = http.ask(get(target));
                    assertEquals(403, answer.status());
                    assertTrue(answer.body().contains("\"type\":\"not-allowed\""), answer.body());
                }
            }
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                publish(http, "c", "hi");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/channels/c, Accept: text/html, 406", "/channels/c?since=7, Accept: */*, 400",
            "/channels/c, Last-Event-ID: x, 400", "/channels/c, Host: evil.example, 400",
            "/channels/c, Origin: https://evil.example, 403", "/channels/c?uid=ann, Sec-Fetch-Site: cross-site, 403",
            "/channels/c?uid=ann, Sec-Fetch-Site: same-site, 403"})
    void badRequests(String target, String header, int status) {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(status, http.ask(get(target, header)).status());
        }
    }

    @Test
    void pagesOfAllowedOriginsMayReadAnswers() {
        String origin = "Origin: https://chat.example";
        String allowed = "access-control-allow-origin";
        try (TestServer server = start(
                config -> config.parse(WebSocketSettings.ORIGINS, "https://chat.example"));
                HttpWire http = new HttpWire(server.browserAddress());
                HttpWire events = new HttpWire(server.browserAddress())) {
            String preflight = get("/channels/c", origin, "Access-Control-Request-Method: POST")
                    .replace("GET", "OPTIONS");
            HttpWire.Answer answer = http.ask(preflight);
            assertEquals(204, answer.status());
            assertEquals("https://chat.example", answer.header(allowed));
            assertEquals("GET, HEAD, POST", answer.header("access-control-allow-methods"));
            assertTrue(answer.header("access-control-allow-headers").contains("Authorization"));
            answer = http.ask(preflight.replace("chat", "evil"));
            assertEquals(403, answer.status());
            assertEquals("", answer.header(allowed));
            answer = http.ask(HttpWire.post("/channels/c", "hi", origin));
            assertEquals(200, answer.status());
            assertEquals("https://chat.example", answer.header(allowed));
            assertEquals("https://chat.example",
                    http.ask(HttpWire.post("/channels/a/b", "hi", origin)).header(allowed));
            assertEquals("", http.ask(HttpWire.post("/channels/c", "hi")).header(allowed));
            assertEquals(405, http.ask(get("/channels/c").replace("GET", "OPTIONS")).status());
            events.send(get("/channels/c", origin));
            assertEquals("https://chat.example", head(events).get(allowed));
        }
    }

    /** The name of a page may be made to mean loopback, and pages ask their own host without an origin. */
    @Test
    void onLoopbackAHostHasToBeNamed() {
        String request = "GET /channels/c?follow=0 HTTP/1.1\r\nHost: chat.example\r\n\r\n";
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(403, http.ask(request).status());
        }
        try (TestServer server = start(
                config -> config.parse(WebSocketSettings.ORIGINS, "https://chat.example"));
                HttpWire http = new HttpWire(server.browserAddress())) {
            http.send(request);
            assertEquals("close", head(http).get("connection"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {250_000, 262_144, 524_288, 3_000_000})
    void messagesOfManySlices(int bytes) {
        try (TestServer server = start(config -> config);
                HttpWire http = new HttpWire(server.browserAddress());
                HttpWire events = new HttpWire(server.browserAddress());
                HttpWire history = new HttpWire(server.browserAddress())) {
            String text = "x".repeat(bytes);
            events.send(get("/channels/c"));
            head(events);
            publish(http, "c", text);
            publish(http, "c", "end");
            id(events);
            assertTrue(event(events).endsWith("-1 " + text));
            assertTrue(event(events).endsWith("-2 end"));
            history.send(get("/channels/c?follow=0", LINES));
            head(history);
            assertTrue(history.line().contains(text));
            assertTrue(history.line().contains("end"));
            assertEquals("", history.rest());
        }
    }

    @Test
    void somethingIsSaidWhereNothingComes() {
        try (TestServer server = start(config -> config.set(WebSocketSettings.WS_PING, Duration.ofMillis(50)));
                HttpWire http = new HttpWire(server.browserAddress());
                HttpWire events = new HttpWire(server.browserAddress())) {
            events.send(get("/channels/c"));
            head(events);
            id(events);
            assertEquals(":", events.line());
            assertEquals("", events.line());
            assertEquals(":", events.line());
            publish(http, "c", "hi");
            assertTrue(event(events).endsWith("-1 hi"));
        }
    }

    /** Cut and resumed while messages come: each comes once, in order. */
    @Test
    void nothingIsLostOrComesTwice() {
        int most = 3000;
        try (TestServer server = start(config -> config.set(Settings.HISTORY_LIMIT, 10_000));
                HttpWire http = new HttpWire(server.browserAddress())) {
            CompletableFuture<Integer> sent = Await.async(() -> {
                for (int i = 1; i <= most; i++) {
                    publish(http, "c", "" + i);
                }
                return most;
            });
            String id = "";
            int next = 1;
            int cuts = 0;
            while (next <= most) {
                try (HttpWire events = new HttpWire(server.browserAddress())) {
                    events.send(id.isEmpty() ? get("/channels/c") : get("/channels/c", "Last-Event-ID: " + id));
                    head(events);
                    id(events);
                    cuts++;
                    for (int i = 0; i < 30 && next <= most; i++) {
                        String[] event = event(events).split(" ", 2);
                        assertEquals("" + next, event[1]);
                        id = event[0];
                        next++;
                    }
                }
            }
            assertEquals(most, Await.get(sent));
            assertEquals(100, cuts);
        }
    }

    @Test
    void aSlowReaderIsClosed() {
        try (TestServer server = start(config -> config.set(Settings.DELIVERY_WINDOW, 1L << 20)
                .set(Settings.SLOW_READER_PAUSE, Duration.ofMillis(200)));
                HttpWire http = new HttpWire(server.browserAddress());
                HttpWire slow = new HttpWire(server.browserAddress())) {
            slow.send(get("/channels/c"));
            head(slow);
            String text = "x".repeat(500_000);
            while (server.stats().parked() == 0) {
                publish(http, "c", text);
            }
            slow.rest();
            server.awaitCloses(CloseReason.TOO_SLOW, 1);
        }
    }

    @Test
    void theEndOfAServerIsTold() {
        try (TestServer server = start(config -> config);
                HttpWire events = new HttpWire(server.browserAddress());
                HttpWire lines = new HttpWire(server.browserAddress())) {
            events.send(get("/channels/c"));
            head(events);
            lines.send(get("/channels/c", LINES));
            head(lines);
            server.stop();
            assertTrue(events.rest().endsWith("event: end\ndata: {\"reason\":\"shutdown\"}\n\n"));
            assertEquals("{\"event\":\"end\",\"reason\":\"shutdown\"}\n", lines.rest());
        }
    }

    private static String get(String target, String... headers) {
        StringBuilder request = new StringBuilder("GET ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    private static Map<String, String> head(HttpWire http) {
        assertEquals("HTTP/1.1 200 OK", http.line());
        return http.headers();
    }

    private static JsonNode json(HttpWire rest) {
        try {
            return new ObjectMapper().readTree(rest.rest());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void publish(HttpWire http, String channel, String text) {
        assertEquals(200, http.ask(HttpWire.post("/channels/" + channel, text)).status());
    }

    /** {@return the position at the begin of a stream} */
    private static String id(HttpWire events) {
        Matcher id = ID.matcher(events.line());
        assertTrue(id.matches());
        assertEquals("", events.line());
        return id.group(1);
    }

    private static String skipTo(HttpWire events, String start) {
        String line = events.line();
        while (!line.startsWith(start)) {
            line = events.line();
        }
        return line;
    }

    /** {@return position and text of the next message} */
    private static String event(HttpWire events) {
        String line = skipTo(events, "id: ");
        List<String> found = new ArrayList<>();
        found.add(line.substring("id: ".length()));
        String data = events.line();
        int from = data.indexOf("\"text\":\"") + "\"text\":\"".length();
        found.add(data.substring(from, data.indexOf('"', from)));
        assertEquals("", events.line());
        return String.join(" ", found);
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.NIO, settings);
    }
}
