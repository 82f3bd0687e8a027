package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import mles.protocol.CloseReason;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.Test;

/** Clients of proxies, which {@code trusted-proxies} names. */
class HttpProxiesTest {
    private static final String CLIENT = "X-Forwarded-For: 192.0.2.";

    /** The requests of one connection are those of many clients, each with limits of its own. */
    @Test
    void eachClientHasItsOwnLimits() {
        try (TestServer server = start("127.0.0.1", config -> config.set(Settings.JOIN_RATE_PER_ADDRESS, 1));
                HttpWire http = new HttpWire(server.browserAddress())) {
            for (int i = 0; i < 50; i++) {
                assertEquals(200, http.ask(HttpWire.post("/channels/c", "hi", CLIENT + i)).status());
            }
            assertEquals(429, last(http, CLIENT + 7));
            assertEquals(429, last(http, CLIENT + 7, "X-Forwarded-For: 192.0.2.7"));
            assertEquals(200, http.ask(HttpWire.post("/channels/new", "hi", CLIENT + 99)).status());
        }
        try (TestServer server = start("192.0.2.0/24", config -> config.set(Settings.JOIN_RATE_PER_ADDRESS, 1));
                HttpWire http = new HttpWire(server.browserAddress())) {
            int status = 200;
            for (int i = 0; i < 50 && status == 200; i++) {
                status = http.ask(HttpWire.post("/channels/" + i, "hi", CLIENT + i)).status();
            }
            assertEquals(429, status, "headers of a client are believed");
        }
    }

    @Test
    void connectionsCountForTheClient() {
        try (TestServer server = start("127.0.0.0/8", config -> config.set(Settings.MAX_CONNECTIONS_PER_ADDRESS, 1));
                HttpWire second = new HttpWire(server.browserAddress());
                HttpWire third = new HttpWire(server.browserAddress());
                HttpWire publisher = new HttpWire(server.browserAddress())) {
            try (HttpWire first = new HttpWire(server.browserAddress())) {
                first.send(get("/channels/c", CLIENT + 1));
                assertEquals("HTTP/1.1 200 OK", first.line());
                HttpWire.Answer answer = second.ask(get("/channels/c", CLIENT + 1));
                assertEquals(429, answer.status());
                assertTrue(answer.body().contains("\"type\":\"address-limit\""), answer.body());
            }
            third.send(get("/channels/c", CLIENT + 2));
            assertEquals("HTTP/1.1 200 OK", third.line());
            for (int i = 0; i < 3; i++) {
                assertEquals(200, publisher.ask(HttpWire.post("/channels/c", "hi", CLIENT + 1)).status());
            }
            Await.until("the place is free", () -> {
                try (HttpWire again = new HttpWire(server.browserAddress())) {
                    again.send(get("/channels/c", CLIENT + 1));
                    return again.line().equals("HTTP/1.1 200 OK");
                }
            });
        }
    }

    @Test
    void aWebSocketCountsForTheClient() {
        try (TestServer server = start("127.0.0.1", config -> config.set(Settings.MAX_CONNECTIONS_PER_ADDRESS, 1));
                Ws first = Ws.open(server.browserAddress(), CLIENT + 1)) {
            server.join(first, "ann", "c");
            try (Ws second = Ws.dial(server.browserAddress())) {
                second.send(Ws.upgrade(CLIENT + 1).getBytes(StandardCharsets.ISO_8859_1));
                assertTrue(second.head().startsWith("HTTP/1.1 503 "));
            }
            try (Ws third = Ws.open(server.browserAddress(), CLIENT + 2)) {
                server.join(third, "bob", "c");
            }
            server.awaitCloses(CloseReason.ADDRESS_LIMIT, 1);
        }
    }

    @Test
    void theHostIsThatOfTheClient() {
        try (TestServer server = start("127.0.0.1",
                config -> config.parse(WebSocketSettings.ORIGINS, "https://chat.example"));
                HttpWire http = new HttpWire(server.browserAddress())) {
            assertEquals(200, http.ask(get("/channels/c", CLIENT + 1, "X-Forwarded-Host: chat.example")
                    .replace("GET", "HEAD")).status());
        }
        try (TestServer server = start("127.0.0.1", config -> config);
                HttpWire http = new HttpWire(server.browserAddress())) {
            // On loopback another name may be one that anybody lets stand for this machine.
            assertEquals(403, http.ask(get("/channels/c", CLIENT + 1, "X-Forwarded-Host: chat.example")).status());
            assertEquals(400, http.ask(get("/channels/c", CLIENT + 1, "Forwarded: for=192.0.2.1")).status());
        }
    }

    private static int last(HttpWire http, String... headers) {
        int status = 200;
        for (int i = 0; i < 5 && status == 200; i++) {
            status = http.ask(HttpWire.post("/channels/" + i, "hi", headers)).status();
        }
        return status;
    }

    private static String get(String target, String... headers) {
        return HttpWire.post(target, "", headers).replaceFirst("POST", "GET");
    }

    private static TestServer start(String proxies, UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.NIO,
                config -> settings.apply(config.parse(WebSocketSettings.TRUSTED_PROXIES, proxies)));
    }
}
