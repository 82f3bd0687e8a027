package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with a key of the ring, with the token, and with a ticket. */
class HttpCallersTest {
    private static final String TOKEN = "apples-and-pears";
    private static final String WRITING = "oranges-and-lemons";
    private static final String READING = "w\u00e4lnuts-and-almonds";
    private static final String OLD = "plums-and-cherries";
    private static final Pattern TICKET = Pattern.compile("\\{\"ticket\":\"([A-Za-z0-9_-]{24})\",\"expires\":60}\n");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyOfTheRingHasItsRights(boolean needsToken) {
        try (TestServer server = start(config -> needsToken
                ? config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN)
                : config); Wire bob = server.join("bob", "lab1")) {
            assertEquals(200, status(server, HttpWire.post("/channels/lab1?uid=ann", "hi", bearer(WRITING))));
            Message message = Message.decode(bob.next().payload());
            assertEquals("ann: hi", message.uid() + ": " + message.text());
            assertEquals(403, status(server, get("/channels/lab1", bearer(WRITING))));
            assertEquals(403, status(server, HttpWire.post("/channels/garden", "hi", bearer(WRITING))));
            assertEquals(200, status(server, get("/channels/lab1?follow=0", bearer(READING))));
            assertEquals(403, status(server, HttpWire.post("/channels/lab1", "hi", bearer(READING))));
            assertEquals(403, status(server, HttpWire.post("/channels/lab1", "hi", bearer(OLD))));
            assertEquals(200, status(server, HttpWire.post("/channels/garden", "hi", bearer(TOKEN))));
            assertEquals(200, status(server, HttpWire.post("/channels/garden", "hi", bearer(Frames.KEY))));
            assertEquals(needsToken ? 401 : 200, status(server, HttpWire.post("/channels/garden", "hi")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer oranges", "Bearer", "Bearer  ", "bearer \u00ff",
            "Bearer x\r\nAuthorization: Bearer y"})
    void aWrongKeyIsRefused(String authorization) {
        try (TestServer server = start(config -> config)) {
            for (String request : new String[]{HttpWire.post("/channels/lab1", "hi", "Authorization: " + authorization),
                    get("/channels/lab1", "Authorization: " + authorization),
                    HttpWire.post("/tickets", "", "Authorization: " + authorization)}) {
                try (HttpWire http = new HttpWire(server.browserAddress())) {
                    HttpWire.Answer answer = http.ask(request);
                    // A scheme without a secret is none, as other schemes are: only a ticket needs one.
                    boolean isNone = authorization.strip().equals("Bearer");
                    boolean isWrong = !isNone || request.startsWith("POST /tickets");
                    assertEquals(isWrong ? 401 : 200, answer.status(), request);
                    assertTrue(!isWrong || answer.body().contains("\"type\":\"wrong-token\""), answer.body());
                }
            }
        }
    }

    @Test
    void wrongKeysOfAnAddressWait() {
        try (TestServer server = start(config -> config.set(Settings.WRONG_KEY_RATE_PER_ADDRESS, 1))) {
            long begin = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                assertEquals(401, status(server, HttpWire.post("/channels/c", "hi", bearer("guess" + i))));
            }
            assertTrue(System.nanoTime() - begin >= Duration.ofSeconds(2).toNanos(), "guesses are answered at once");
        }
    }

    /** The rights of a connection are those of its present request. */
    @Test
    void eachRequestOfAConnectionHasItsOwnKey() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            for (int i = 0; i < 10; i++) {
                assertEquals(200, http.ask(HttpWire.post("/channels/lab1", "hi", bearer(WRITING))).status());
                assertEquals(403, http.ask(HttpWire.post("/channels/lab1", "hi", bearer(READING))).status());
                assertEquals(200, http.ask(HttpWire.post("/channels/lab1", "hi", bearer(TOKEN))).status());
            }
        }
    }

    @Test
    void aTicketStandsForItsKey() {
        try (TestServer server = start(config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN))) {
            String reading = ticket(server, READING);
            assertEquals(200, status(server, get("/channels/lab1?follow=0&ticket=" + reading)));
            assertEquals(200, status(server, get("/channels/lab1?ticket=" + reading)));
            assertEquals(403, status(server, get("/channels/garden?ticket=" + reading)));
            assertEquals(403, status(server, get("/channels/lab1?ticket=" + ticket(server, WRITING))));
            assertEquals(200, status(server, get("/channels/garden?ticket=" + ticket(server, TOKEN))));
            assertEquals(401, status(server, get("/channels/lab1?ticket=x")));
            assertEquals(401, status(server, get("/channels/lab1")));
        }
    }

    /** An address may be that of a link, or of an image. */
    @Test
    void aTicketOnlyReads() {
        try (TestServer server = start(config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN))) {
            String ticket = ticket(server, TOKEN);
            assertEquals(401, status(server, HttpWire.post("/channels/c?ticket=" + ticket, "hi")));
            assertEquals(401, status(server, HttpWire.post("/channels/c", "hi", bearer(ticket))));
            assertEquals(401, status(server, HttpWire.post("/tickets?ticket=" + ticket, "")));
            assertEquals(401, status(server, HttpWire.post("/tickets", "")));
            assertEquals(403, status(server, get("/channels/c?ticket=" + ticket, "Sec-Fetch-Site: cross-site")));
        }
    }

    @Test
    void ticketsAreBounded() {
        try (TestServer server = start(config -> config.set(WebSocketSettings.HTTP_TICKETS, 2))) {
            String first = ticket(server, READING);
            String second = ticket(server, READING);
            assertNotEquals(first, second);
            assertEquals(200, status(server, get("/channels/lab1?ticket=" + first)));
            ticket(server, READING);
            assertEquals(401, status(server, get("/channels/lab1?ticket=" + first)));
            assertEquals(200, status(server, get("/channels/lab1?ticket=" + second)));
        }
        try (TestServer server = start(
                config -> config.set(WebSocketSettings.HTTP_TICKET_TIME, Duration.ofMillis(1)))) {
            try (HttpWire http = new HttpWire(server.browserAddress())) {
                String body = http.ask(HttpWire.post("/tickets", "", bearer(READING))).body();
                String ticket = body.substring("{\"ticket\":\"".length(), body.indexOf("\",\"expires\""));
                Await.until("the ticket has ended",
                        () -> status(server, get("/channels/lab1?follow=0&ticket=" + ticket)) == 401);
            }
        }
    }

    @Test
    void methodsOfTickets() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(get("/tickets", bearer(TOKEN)));
            assertEquals(405, answer.status());
            assertEquals("POST", answer.header("allow"));
            assertEquals(403,
                    http.ask(HttpWire.post("/tickets", "", bearer(TOKEN), "Origin: https://evil.example")).status());
            assertEquals(200,
                    http.ask(HttpWire.post("/tickets", "ignored", bearer(TOKEN), "Origin: http://localhost")).status());
            assertEquals(400, status(server, HttpWire.post("/tickets", "x".repeat(70_000), bearer(TOKEN))));
        }
    }

    private static String ticket(TestServer server, String secret) {
        try (HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(HttpWire.post("/tickets", "", bearer(secret)));
            Matcher ticket = TICKET.matcher(answer.body());
            assertTrue(ticket.matches(), answer.toString());
            assertEquals("no-store", answer.header("cache-control"));
            return ticket.group(1);
        }
    }

    private static String bearer(String secret) {
        // Text of HTTP here is one byte for each character.
        byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
        return "Authorization: Bearer " + new String(utf8, StandardCharsets.ISO_8859_1);
    }

    private static String get(String target, String... headers) {
        return HttpWire.post(target, "", headers).replaceFirst("POST", "GET");
    }

    private static int status(TestServer server, String request) {
        try (HttpWire http = new HttpWire(server.browserAddress())) {
            http.send(request);
            return Integer.parseInt(http.line().substring("HTTP/1.1 ".length()).substring(0, 3));
        }
    }

    private static NamedKey key(String secret, boolean publish, boolean subscribe, Instant until) {
        return new NamedKey(secret, Credentials.of(secret, null), List.of(new ChannelPattern("lab*")),
                new Rights(publish, subscribe, false), Instant.MIN, until);
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.NIO,
                config -> settings
                        .apply(config.browserToken(TOKEN).keyRing(List.of(key(WRITING, true, false, Instant.MAX),
                                key(READING, false, true, Instant.MAX), key(OLD, true, true, Instant.EPOCH)))));
    }
}
