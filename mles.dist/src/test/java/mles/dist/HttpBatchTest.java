package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import mles.protocol.Credentials;
import mles.protocol.Message;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.ChannelPattern;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /channels/NAME} with a message in each line. */
class HttpBatchTest {
    private static final String LINES = "Content-Type: application/x-ndjson";

    @Test
    void linesAreMessages() {
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", "c");
                HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c?uid=ann", """
                    {"text":"one\\u00e4"}

                    {"base64":"dHdv"}
                    {"text":"three"}""", "content-type: Application/x-ndjson; charset=utf-8"));
            assertEquals(200, answer.status(), answer.toString());
            assertTrue(answer.body().endsWith("\"position\":3,\"messages\":3}\n"), answer.body());
            for (String text : new String[]{"ann: oneä", "ann: two", "ann: three"}) {
                assertEquals(text, said(bob));
            }
            answer = http.ask(HttpWire.post("/channels/c", "{\"text\":\"a line\"}"));
            assertTrue(answer.body().endsWith("\"position\":4}\n"), answer.body());
            assertEquals("http: {\"text\":\"a line\"}", said(bob));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "[]", "\"hi\"", "7", "{}", "{\"text\":7}", "{\"text\":\"\"}", "{\"base64\":\"\"}",
            "{\"text\":\"a\",\"base64\":\"YQ==\"}", "{\"text\":\"a\",\"uid\":\"bob\"}", "{\"other\":\"a\"}",
            "{\"base64\":\"?\"}", "{\"text\":\"a\"", "{\"text\":\"a\"}x", "{\"text\":\"\\ud800\"}",
            "{\"text\":[\"a\"]}",
            "{\"text\":\"\u00ff\"}", "\u0000"})
    void oneBadLineIsNone(String line) {
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", "c");
                HttpWire http = new HttpWire(server.browserAddress())) {
            String body = line.isBlank() ? line : "{\"text\":\"good\"}\n{\"text\":\"better\"}\n" + line;
            HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", body, LINES));
            assertEquals(400, answer.status(), answer.toString());
            assertTrue(answer.body().contains("\"type\":\"bad-payload\""), answer.body());
            assertTrue(answer.body().contains("message " + (line.isBlank() ? 1 : line.endsWith("x") ? 4 : 3) + ": "),
                    answer.body());
            assertEquals(200, http.ask(HttpWire.post("/channels/c", "next")).status());
            assertEquals("http: next", said(bob));
        }
    }

    @Test
    void batchesAreLimited() {
        try (TestServer server = start(config -> config.set(WebSocketSettings.HTTP_BATCH_MESSAGES, 3)
                .set(WebSocketSettings.HTTP_BATCH_BYTES, 1024L));
                HttpWire http = new HttpWire(server.browserAddress())) {
            String line = "{\"text\":\"a\"}\n";
            assertEquals(200, http.ask(HttpWire.post("/channels/c", line.repeat(3), LINES)).status());
            HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", line.repeat(4), LINES));
            assertEquals(413, answer.status());
            assertTrue(answer.body().contains("at most 3 messages"), answer.body());
            String name = "/channels/" + "x".repeat(400);
            assertEquals(413, http.ask(HttpWire.post(name, line.repeat(3), LINES)).status());
            assertEquals(413,
                    http.ask(HttpWire.post("/channels/c", "{\"text\":\"" + "x".repeat(1100) + "\"}", LINES)).status());
            assertEquals(200, http.ask(HttpWire.post(name, line, LINES)).status());
            assertEquals(3, server.channel("c").frames());
        }
    }

    /** Messages of a batch stand behind each other while others publish. */
    @Test
    void theMessagesOfABatchStayTogether() {
        int rounds = 100;
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", "c");
                HttpWire one = new HttpWire(server.browserAddress());
                HttpWire two = new HttpWire(server.browserAddress())) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                all.append("{\"text\":\"").append(i).append("\"}\n");
            }
            for (int i = 0; i < rounds; i++) {
                one.send(HttpWire.post("/channels/c?uid=ann", all.toString(), LINES));
                two.send(HttpWire.post("/channels/c?uid=ada", all.toString(), LINES));
            }
            for (int i = 0; i < 2 * rounds; i++) {
                String first = said(bob);
                for (int next = 1; next < 10; next++) {
                    assertEquals(first.replace(": 0", ": " + next), said(bob));
                }
            }
            for (int i = 0; i < rounds; i++) {
                assertEquals(200, one.answer().status());
                assertEquals(200, two.answer().status());
            }
        }
    }

    @Test
    void aKeyWithFewRightsPublishesAll() {
        NamedKey writing = new NamedKey("writing", Credentials.of("writing", null), List.of(new ChannelPattern("*")),
                new Rights(true, false, false), Instant.MIN, Instant.MAX);
        try (TestServer server = start(config -> config.set(Settings.WS_KEY, "writing").keyRing(List.of(writing))
                .set(Settings.VERIFY_FRAMES, true));
                Wire bob = server.join("bob", "c");
                HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http
                    .ask(HttpWire.post("/channels/c", "{\"text\":\"a\"}{\"text\":\"b\"}", LINES));
            assertTrue(answer.body().endsWith("\"position\":2,\"messages\":2}\n"), answer.body());
            assertEquals("http: a", said(bob));
            assertEquals("http: b", said(bob));
        }
    }

    private static String said(Wire member) {
        Message message = Message.decode(member.next().payload());
        return message.uid() + ": " + message.text();
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.NIO, settings);
    }
}
