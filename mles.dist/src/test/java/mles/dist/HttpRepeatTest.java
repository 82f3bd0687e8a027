package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.UnaryOperator;
import mles.server.config.ServerConfig;
import mles.server.config.Transport;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /channels/NAME} with an {@code Idempotency-Key}. */
class HttpRepeatTest {
    private static final String KEY = "Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324";

    @ParameterizedTest
    @ValueSource(strings = {"hi", "{\"text\":\"a\"}{\"text\":\"b\"}"})
    void aRepeatPublishesNothing(String body) {
        String type = body.startsWith("{") ? "Content-Type: application/x-ndjson" : "X: y";
        try (TestServer server = start(config -> config)) {
            HttpWire.Answer first = post(server, "/channels/c", body, KEY, type);
            assertEquals(200, first.status(), first.toString());
            HttpWire.Answer next = post(server, "/channels/c", "other", "X: y");
            for (int i = 0; i < 10; i++) {
                HttpWire.Answer again = post(server, "/channels/c", body, KEY, type);
                assertEquals(first.status(), again.status());
                assertEquals(first.body(), again.body());
            }
            assertEquals(body.startsWith("{") ? 3 : 2, server.channel("c").frames());
            assertNotEquals(first.body(), next.body());
        }
    }

    @Test
    void anotherRequestIsNoRepeat() {
        try (TestServer server = start(config -> config)) {
            HttpWire.Answer first = post(server, "/channels/c", "hi", KEY);
            HttpWire.Answer changed = post(server, "/channels/c", "ho", KEY);
            assertEquals(422, changed.status());
            assertEquals("application/problem+json", changed.header("content-type"));
            assertEquals(422, post(server, "/channels/c", "h", KEY).status());
            for (HttpWire.Answer other : new HttpWire.Answer[]{post(server, "/channels/c?uid=ann", "hi", KEY),
                    post(server, "/channels/c", "hi", KEY, "Authorization: Bearer " + Frames.KEY),
                    post(server, "/channels/c", "hi", KEY + "x"), post(server, "/channels/c", "hi")}) {
                assertEquals(200, other.status());
                assertNotEquals(first.body(), other.body());
            }
            assertEquals(200, post(server, "/channels/d", "hi", KEY).status());
            assertEquals(1, server.channel("d").frames());
        }
    }

    @Test
    void keysAreBounded() {
        String longest = "Idempotency-Key: " + "x".repeat(255);
        try (TestServer server = start(config -> config)) {
            assertEquals(200, post(server, "/channels/c", "hi", longest).status());
            for (String[] bad : new String[][]{{longest + "x"}, {"Idempotency-Key: "}, {KEY, KEY}}) {
                assertEquals(400, post(server, "/channels/c", "hi", bad).status());
            }
        }
    }

    @Test
    void answersAreKeptForATimeAndANumber() {
        try (TestServer server = start(config -> config
                .set(WebSocketSettings.HTTP_IDEMPOTENCY_TIME, Duration.ofMillis(1)))) {
            String first = post(server, "/channels/c", "hi", KEY).body();
            Await.until("the answer is forgotten", () -> !post(server, "/channels/c", "hi", KEY).body().equals(first));
        }
        try (TestServer server = start(config -> config.set(WebSocketSettings.HTTP_IDEMPOTENCY_KEYS, 2))) {
            String first = post(server, "/channels/c", "hi", KEY).body();
            assertEquals(first, post(server, "/channels/c", "hi", KEY).body());
            post(server, "/channels/c", "hi", KEY + 1);
            post(server, "/channels/c", "hi", KEY + 2);
            assertNotEquals(first, post(server, "/channels/c", "hi", KEY).body());
        }
        try (TestServer server = start(config -> config.set(WebSocketSettings.HTTP_IDEMPOTENCY_KEYS, 0))) {
            assertNotEquals(post(server, "/channels/c", "hi", KEY).body(),
                    post(server, "/channels/c", "hi", KEY).body());
        }
    }

    /** A client that lost its connection gets the answer that it missed: there is one message for each key. */
    @Test
    void connectionsMayEndBeforeTheAnswer() {
        int most = 200;
        try (TestServer server = start(config -> config)) {
            for (int i = 0; i < most; i++) {
                String request = HttpWire.post("/channels/c", "" + i, KEY + i);
                try (HttpWire cut = new HttpWire(server.browserAddress())) {
                    cut.send(request);
                }
                Await.until("there is an answer", () -> {
                    try (HttpWire http = new HttpWire(server.browserAddress())) {
                        int status = http.ask(request).status();
                        assertTrue(status == 200 || status == 409, "" + status);
                        return status == 200;
                    }
                });
            }
            assertEquals(most, server.channel("c").frames());
            Await.until("all have left", () -> server.channel("c").members() == 0);
        }
    }

    private static HttpWire.Answer post(TestServer server, String target, String body, String... headers) {
        try (HttpWire http = new HttpWire(server.browserAddress())) {
            return http.ask(HttpWire.post(target, body, headers));
        }
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.NIO, settings);
    }
}
