package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import mles.protocol.CloseReason;
import mles.protocol.Credentials;
import mles.protocol.Message;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.ChannelPattern;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;
import mles.websocket.BrowserAuth;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /channels/NAME}. */
class HttpPublishTest {
    private static final String TOKEN = "figs & honey";

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aBodyIsAMessage(Transport transport) {
        try (TestServer server = TestServer.start(transport);
                Wire bob = server.join("bob", "garden");
                HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer first = http.ask(HttpWire.post("/channels/garden", "The figs are ripe."));
            assertEquals(200, first.status(), first.toString());
            assertEquals("application/json", first.header("content-type"));
            HttpWire.Answer second = http.ask(HttpWire.post("/channels/garden?uid=ann", "So are the dates."));
            assertTrue(first.body().matches("\\{\"epoch\":\"[0-9a-f]{16}\",\"position\":1}\n"), first.body());
            assertEquals(first.body().replace(":1}", ":2}"), second.body());
            assertEquals("http: The figs are ripe.", said(bob));
            assertEquals("ann: So are the dates.", said(bob));
        }
    }

    @Test
    void theUidMayComeInAHeader() {
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", "garden");
                HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(200, http.ask(HttpWire.post("/channels/garden", "hi", "Mles-Uid: \u00c3\u00a4nn")).status());
            assertEquals("änn: hi", said(bob));
            assertEquals(400, http.ask(HttpWire.post("/channels/garden", "hi", "Mles-Uid: \u00e4nn")).status());
        }
    }

    /** No presence, no message of a join, and no conflict with a member of the same name. */
    @Test
    void aPublisherIsNotSeen() {
        try (TestServer server = start(config -> config);
                Wire ann = server.join("ann", "garden");
                Wire bob = server.join("bob", "garden")) {
            assertEquals("bob: ", said(ann));
            assertEquals("ann: ", said(bob));
            for (int i = 0; i < 10; i++) {
                try (HttpWire one = new HttpWire(server.browserAddress());
                        HttpWire other = new HttpWire(server.browserAddress())) {
                    one.send(HttpWire.post("/channels/garden?uid=ann", "one"));
                    other.send(HttpWire.post("/channels/garden?uid=ann", "other"));
                    assertEquals(200, one.answer().status());
                    assertEquals(200, other.answer().status());
                }
            }
            for (int i = 0; i < 20; i++) {
                String text = said(bob);
                assertTrue(text.equals("ann: one") || text.equals("ann: other"), text);
            }
            Await.until("the publishers have left", () -> server.channel("garden").members() == 2);
            assertEquals(0, server.closes(CloseReason.DUPLICATE_CID));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 24, 255, 256, 65_535, 65_536, 300_000, 5_000_000})
    void bodiesOfAnySize(int bytes) {
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", "c");
                HttpWire http = new HttpWire(server.browserAddress())) {
            String text = "x".repeat(bytes);
            assertEquals(200, http.ask(HttpWire.post("/channels/c", text)).status());
            assertEquals("http: " + text, said(bob));
            int half = bytes / 2;
            HttpWire.Answer chunked = http.ask("POST /channels/c HTTP/1.1\r\nHost: localhost\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n" + HttpWire.chunk(text.substring(0, half))
                    + HttpWire.chunk(text.substring(half)) + "0\r\n\r\n");
            assertEquals(200, chunked.status(), chunked.toString());
            assertEquals("http: " + text, said(bob));
        }
    }

    @Test
    void requestsWithoutABodyAreAnswered() {
        try (TestServer server = start(config -> config)) {
            for (int i = 0; i < 12; i++) {
                try (HttpWire http = new HttpWire(server.browserAddress())) {
                    String request = HttpWire.post("/channels/" + i, "");
                    assertEquals(200, http.ask(request).status());
                    assertEquals(200, http.ask(request.replace("Content-Length: 0\r\n", "")).status());
                }
            }
        }
    }

    @Test
    void aServerWithoutRoomSaysWhenToComeAgain() {
        try (TestServer server = start(config -> config.set(Settings.MAX_CHANNELS, 1));
                Wire ann = server.join("ann", "garden");
                HttpWire http = new HttpWire(server.browserAddress())) {
            for (String body : new String[]{"", "hi", "x".repeat(60_000)}) {
                HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", body));
                assertEquals(503, answer.status());
                assertEquals("5", answer.header("retry-after"));
                assertTrue(answer.body().contains("\"type\":\"channel-limit\""), answer.body());
            }
            assertEquals(200, http.ask(HttpWire.post("/channels/garden", "hi")).status());
            assertEquals("http: hi", said(ann));
        }
    }

    @Test
    void requestsOfOneConnectionAreInOrder() {
        int many = 500;
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", "c");
                HttpWire http = new HttpWire(server.browserAddress())) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < many; i++) {
                all.append(HttpWire.post("/channels/" + (i % 3 == 0 ? "other" : "c"), "" + i));
            }
            http.send(all.toString());
            for (int i = 0; i < many; i++) {
                HttpWire.Answer answer = http.answer();
                assertEquals(200, answer.status(), answer.toString());
            }
            for (int i = 0; i < many; i++) {
                if (i % 3 != 0) {
                    assertEquals("http: " + i, said(bob));
                }
            }
        }
    }

    @Test
    void aConnectionJoinsOnceForTheSameNames() {
        try (TestServer server = start(config -> config)) {
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                for (int i = 0; i < 100; i++) {
                    assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi")).status());
                }
                assertEquals(1, server.stats().joins());
            }
            Await.until("it has left", () -> server.channel("c").members() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT /channels/c, 405", "DELETE /channels/c, 405", "POST /channels/a/b, 404", "POST /channels/, 404",
            "POST /channels/%ff, 400", "POST /channels/%, 400"})
    void errorsAtTheHeadKeepTheConnection(String line, int status) {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(line + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
            assertEquals(status, answer.status());
            assertEquals("application/problem+json", answer.header("content-type"));
            assertTrue(answer.body().contains("\"status\":" + status + ","), answer.body());
            assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi")).status());
        }
    }

    /** Two servers may read these in two ways. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2\r\nContent-Length: 2",
            "Content-Length: 2, 3", "Content-Length: +2", "Content-Length: -1", "Content-Length: x",
            "Content-Length: 2\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding : chunked",
            "Content-Length : 2", "Content-Length: 2\r\nHost: other", "X: a\u0000b", "X\u0000: b"})
    void ambiguousRequestsAreRefused(String headers) {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask("POST /channels/c HTTP/1.1\r\nHost: localhost\r\n" + headers
                    + "\r\n\r\nhi" + HttpWire.post("/channels/c", "smuggled"));
            assertEquals(400, answer.status(), answer.toString());
            assertEquals("close", answer.header("connection"));
            http.awaitEnd();
            assertEquals(0, server.stats().joins());
        }
    }

    @Test
    void aRequestWithoutHostIsRefused() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(400, http.ask("POST /channels/c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi").status());
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() {
        try (TestServer server = start(config -> config.set(Settings.MAX_FRAME, 1000))) {
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", "x".repeat(1000)));
                assertEquals(413, answer.status());
                assertTrue(answer.body().contains("\"type\":\"too-large\""), answer.body());
                assertEquals(200, http.ask(HttpWire.post("/channels/c", "x".repeat(900))).status());
            }
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                http.send("POST /channels/c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + HttpWire.chunk("x".repeat(600)) + HttpWire.chunk("x".repeat(600)));
                assertEquals(413, http.answer().status());
                http.awaitEnd();
            }
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                http.send("POST /channels/c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n");
                assertEquals(413, http.answer().status());
                http.awaitEnd();
            }
        }
    }

    @Test
    void aLongNameIsRefused() {
        try (TestServer server = start(config -> config.set(Settings.MAX_NAME, 10L));
                HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(414, http.ask(HttpWire.post("/channels/" + "x".repeat(11), "hi")).status());
            assertEquals(414, http.ask(HttpWire.post("/channels/c?uid=" + "x".repeat(11), "hi")).status());
            assertEquals(200, http.ask(HttpWire.post("/channels/" + "x".repeat(10), "hi")).status());
        }
    }

    @Test
    void theTokenIsAskedFor() {
        UnaryOperator<ServerConfig.Builder> token = config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN)
                .browserToken(TOKEN);
        try (TestServer server = start(token)) {
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                String good = HttpWire.post("/channels/c", "hi", "Authorization: Bearer " + TOKEN);
                assertEquals(200, http.ask(good).status());
                HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", "hi", "Authorization: Bearer figs"));
                assertEquals(401, answer.status());
                assertEquals("Bearer", answer.header("www-authenticate"));
                assertTrue(answer.body().contains("\"type\":\"wrong-token\""), answer.body());
                http.awaitEnd();
            }
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                assertEquals(401, http.ask(HttpWire.post("/channels/c", "hi")).status());
            }
        }
    }

    @Test
    void pagesOfOtherOriginsAreRefused() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", "hi", "Origin: https://evil.example"));
            assertEquals(403, answer.status());
            assertTrue(answer.body().contains("\"type\":\"wrong-origin\""), answer.body());
            assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi", "Origin: http://localhost")).status());
        }
    }

    @Test
    void joinsOfAnAddressAreLimited() {
        try (TestServer server = start(config -> config.set(Settings.JOIN_RATE_PER_ADDRESS, 1));
                HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(HttpWire.post("/channels/0", "hi"));
            for (int i = 1; answer.status() == 200 && i < 100; i++) {
                answer = http.ask(HttpWire.post("/channels/" + i, "hi"));
            }
            assertEquals(429, answer.status());
            assertEquals("1", answer.header("retry-after"));
            assertTrue(answer.body().contains("\"type\":\"rate-limit\""), answer.body());
        }
    }

    @Test
    void aKeyThatMayOnlyReadPublishesNothing() {
        NamedKey reading = new NamedKey("reading", Credentials.of("reading", null), List.of(new ChannelPattern("*")),
                new Rights(false, true, false), Instant.MIN, Instant.MAX);
        try (TestServer server = start(config -> config.set(Settings.WS_KEY, "reading").keyRing(List.of(reading)));
                HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", "hi"));
            assertEquals(403, answer.status());
            assertTrue(answer.body().contains("\"type\":\"not-allowed\""), answer.body());
            assertEquals(403, http.ask(HttpWire.post("/channels/c", "hi")).status());
            assertEquals(0, server.stats().joins());
        }
    }

    @Test
    void requestsThatStopHalfWayEnd() {
        Duration limit = Duration.ofMillis(300);
        try (TestServer server = start(
                config -> config.set(Settings.FRAME_TIMEOUT, limit).set(Settings.FIRST_FRAME_TIMEOUT, limit))) {
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                http.send("POST /channels/c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nhi");
                HttpWire.Answer answer = http.answer();
                assertEquals(408, answer.status());
                assertTrue(answer.body().contains("\"type\":\"frame-timeout\""), answer.body());
                http.awaitEnd();
            }
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi")).status());
                http.send("POST /channels/c HTTP/1.1\r\nHost: local");
                assertEquals(408, http.answer().status());
                http.awaitEnd();
            }
            server.awaitCloses(CloseReason.FRAME_TIMEOUT, 1);
            server.awaitCloses(CloseReason.FIRST_FRAME_TIMEOUT, 1);
        }
    }

    @Test
    void anIdleConnectionEnds() {
        try (TestServer server = start(
                config -> config.set(WebSocketSettings.WS_TIMEOUT, Duration.ofMillis(300)));
                HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi")).status());
            http.awaitEnd();
            Await.until("it has left", () -> server.channel("c").members() == 0);
        }
    }

    /** A member that reads nothing lets publishers wait, those by HTTP, too; none of them is lost. */
    @Test
    void aSlowReaderLetsPublishersWait() {
        int bytes = 200_000;
        int most = 200;
        try (TestServer server = start(config -> config.set(Settings.DELIVERY_WINDOW, 1L << 20)
                .set(Settings.SLOW_READER_PAUSE, Duration.ofSeconds(30)));
                Wire slow = server.join("slow", "c");
                HttpWire http = new HttpWire(server.browserAddress())) {
            String request = HttpWire.post("/channels/c", "x".repeat(bytes));
            CompletableFuture<Integer> sent = Await.async(() -> {
                for (int i = 0; i < most; i++) {
                    http.send(request);
                }
                return most;
            });
            server.events().await("paused c true");
            for (int i = 0; i < most; i++) {
                assertEquals(bytes + 6, said(slow).length());
                assertEquals(200, http.answer().status());
            }
            assertEquals(most, Await.get(sent));
        }
    }

    @Test
    void theSchemesOfHttpNameTheSameListeners() {
        try (TestServer server = start(config -> config.parse(Settings.LISTEN, "tcp://127.0.0.1:0,http://127.0.0.1:0"));
                HttpWire http = new HttpWire(server.browserAddress());
                Ws ws = server.browse("ann", "c")) {
            assertTrue(server.server().endpoints().get(1).uri().startsWith("http://127.0.0.1:"));
            assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi")).status());
            assertEquals("hi", ws.nextText());
        }
    }

    @Test
    void aClientMayWaitForTheWordToSendItsBody() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            String waiting = HttpWire.post("/channels/c", "hi", "Expect: 100-continue");
            http.send(waiting.substring(0, waiting.length() - 2));
            assertEquals(100, http.answer().status());
            http.send("hi");
            assertEquals(200, http.answer().status());
            http.send(waiting.replace("/c ", "/a/b ").substring(0, waiting.length()));
            assertEquals(404, http.answer().status());
            http.awaitEnd();
        }
    }

    @Test
    void aConnectionIsClosedWhereItsClientWantsThat() {
        try (TestServer server = start(config -> config)) {
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", "hi", "Connection: close"));
                assertEquals(200, answer.status());
                assertEquals("close", answer.header("connection"));
                http.awaitEnd();
            }
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                assertEquals(200, http.ask("POST /channels/c HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi").status());
                http.awaitEnd();
            }
        }
    }

    @Test
    void thePageIsServedOnTheSameConnection() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi")).status());
            HttpWire.Answer page = http.ask("GET /mles.js HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals(200, page.status());
            assertEquals("text/javascript; charset=utf-8", page.header("content-type"));
            http.awaitEnd();
            Await.until("the publisher has left", () -> server.channel("c").members() == 0);
            server.awaitCloses(CloseReason.LEFT, 1);
        }
        try (TestServer server = start(config -> config); Ws ws = Ws.dial(server.browserAddress())) {
            ws.send(HttpWire.post("/channels/c", "hi").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            assertTrue(ws.head().startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void aStoppedServerEndsConnections() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi")).status());
            server.stop();
            http.awaitEnd();
        }
    }

    @Test
    void aMessageIsKeptForThoseToCome() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(200, http.ask(HttpWire.post("/channels/a%2Fb%00?uid=%0D%0Ax", "hi")).status());
            try (Wire late = server.join("bob", "a/b\0")) {
                assertEquals("\r\nx: hi", said(late));
            }
            assertFalse(server.channel("a/b\0").name().isEmpty());
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
