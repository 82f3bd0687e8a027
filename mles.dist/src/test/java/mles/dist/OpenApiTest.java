package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import mles.protocol.CloseReason;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.websocket.BrowserAuth;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.Test;

/** {@code /openapi.json} tells what a server does. */
class OpenApiTest {
    private static final String TOKEN = "apples-and-pears";
    private static final String BEARER = "Authorization: Bearer " + TOKEN;
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH");

    /** Statuses that take a fault, a proxy, an engine or a store to provoke; other tests do, where that is possible. */
    private static final Set<String> NOT_PROVOKED = Set.of("500", "501", "503");

    @Test
    void methodsAreThoseOfTheServer() {
        JsonNode paths = description().path("paths");
        try (TestServer server = start(config -> config)) {
            for (Map.Entry<String, JsonNode> path : paths.properties()) {
                for (String method : METHODS) {
                    boolean isThere = path.getValue().has(method.toLowerCase(Locale.ROOT));
                    assertEquals(isThere, status(server, request(method, uri(path.getKey()), "hi")) != 405,
                            method + " " + path.getKey());
                }
            }
            assertEquals(404, status(server, request("GET", "/nothing", "")));
        }
        assertEquals(Set.of("/channels/{name}", "/tickets", "/openapi.json"), keys(paths));
    }

    @Test
    void problemTypesAreThoseOfTheServer() {
        Set<String> types = new TreeSet<>(Set.of("about:blank", "wrong-origin", "wrong-token"));
        for (CloseReason reason : CloseReason.values()) {
            types.add(reason.word());
        }
        Set<String> told = new TreeSet<>();
        description().at("/components/schemas/Problem/properties/type/enum").forEach(each -> told.add(each.asText()));
        assertEquals(types, told);
    }

    /** Each status that is told comes, and none comes that is not told. */
    @Test
    void statusesAreThoseOfTheServer() {
        Map<String, Set<String>> seen = new TreeMap<>();
        try (TestServer server = start(config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN)
                .set(Settings.MAX_FRAME, 1000).set(Settings.MAX_FIRST_FRAME, 1000).set(Settings.MAX_NAME, 100L)
                .set(Settings.FRAME_TIMEOUT, Duration.ofMillis(200)))) {
            for (String operation : List.of("POST /channels/{name}", "GET /channels/{name}", "HEAD /channels/{name}",
                    "POST /tickets", "GET /openapi.json", "HEAD /openapi.json")) {
                String method = operation.substring(0, operation.indexOf(' '));
                String target = uri(operation.substring(operation.indexOf(' ') + 1));
                Set<String> statuses = seen.computeIfAbsent(operation, its -> new TreeSet<>());
                for (String request : requests(method, target)) {
                    statuses.add("" + status(server, request));
                }
            }
            String repeat = "Idempotency-Key: 1";
            assertEquals(200, status(server, request("POST", "/channels/c", "hi", BEARER, repeat)));
            of(seen, "POST /channels/{name}").add("" + status(server,
                    request("POST", "/channels/c", "ho", BEARER, repeat)));
        }
        try (TestServer server = start(config -> config.set(Settings.JOIN_RATE_PER_ADDRESS, 1))) {
            for (String method : List.of("POST", "GET", "HEAD")) {
                for (int i = 0; i < 5; i++) {
                    of(seen, method + " /channels/{name}")
                            .add("" + status(server, request(method, "/channels/" + method + i, "")));
                }
            }
        }
        JsonNode paths = description().path("paths");
        seen.forEach((operation, statuses) -> {
            String[] parts = operation.split(" ", 2);
            Set<String> told = keys(paths.path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT)).path("responses"));
            told.removeAll(NOT_PROVOKED);
            // A first request that is still under way: HttpRepeatTest.
            told.remove("409");
            assertEquals(told, statuses, operation);
        });
    }

    /** Each parameter that is told is one of docs/http.md, and makes a difference. */
    @Test
    void parametersAreThoseOfTheServer() throws IOException {
        JsonNode paths = description().path("paths");
        assertEquals(Set.of("uid", "Mles-Uid", "Idempotency-Key"), parameters(paths, "post"));
        for (String method : List.of("get", "head")) {
            assertEquals(Set.of("uid", "Mles-Uid", "since", "Last-Event-ID", "history", "follow", "ticket"),
                    parameters(paths, method));
        }
        String page = Files.readString(Path.of("../docs/http.md").toAbsolutePath());
        parameters(paths, "get")
                .forEach(name -> assertTrue(page.contains("?" + name + "=") || page.contains("`" + name),
                        name));
        try (TestServer server = start(config -> config)) {
            for (String bad : List.of("since=x", "uid=%ff", "ticket=x")) {
                assertTrue(status(server, request("GET", "/channels/c?" + bad, "")) >= 400, bad);
            }
            for (String bad : List.of("Last-Event-ID: x", "Mles-Uid: \u00ff")) {
                assertTrue(status(server, request("GET", "/channels/c", "", bad)) >= 400, bad);
            }
        }
    }

    @Test
    void itIsAnsweredToAll() {
        try (TestServer server = start(config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN));
                HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(request("GET", "/openapi.json", ""));
            assertEquals("application/json", answer.header("content-type"));
            assertTrue(answer.body().contains("\"openapi\": \"3.1.0\""));
            http.send(request("HEAD", "/openapi.json", ""));
            assertEquals("HTTP/1.1 200 OK", http.line());
            assertEquals(answer.header("content-length"), http.headers().get("content-length"));
            // No body came with it: the next answer is whole.
            assertEquals(404, http.ask(request("POST", "/channels/a/b", "hi", BEARER)).status());
        }
    }

    private static List<String> requests(String method, String target) {
        String origin = "Origin: https://evil.example";
        String good = request(method, target, "hi", BEARER);
        String long5000 = target + "?x=" + "x".repeat(5000);
        List<String> all = List.of(good, request(method, target, "hi", BEARER, origin),
                request(method, target, "hi", BEARER, "Host: other"),
                request(method, target, "hi", BEARER, "Expect: more"),
                request(method, target, "hi", BEARER, "X: " + "x".repeat(20_000)),
                good.replace("HTTP/1.1", "HTTP/1.2"), good.replace("hi", "h"));
        if (!target.startsWith("/channels/")) {
            return target.equals("/tickets") ? with(all, request(method, target, "")) : all;
        }
        return with(all, request(method, target, "hi"), request(method, "/channels/a/b", "hi", BEARER),
                request(method, long5000, "hi", BEARER), request(method, target + "x".repeat(200), "hi", BEARER),
                method.equals("POST")
                        ? request(method, target, "x".repeat(2000), BEARER)
                        : request(method, target, "", BEARER, "Accept: text/html"));
    }

    private static List<String> with(List<String> all, String... more) {
        List<String> both = new ArrayList<>(all);
        both.addAll(List.of(more));
        return both;
    }

    private static Set<String> of(Map<String, Set<String>> seen, String operation) {
        return seen.computeIfAbsent(operation, its -> new TreeSet<>());
    }

    private static Set<String> parameters(JsonNode paths, String method) {
        Set<String> names = new TreeSet<>();
        paths.path("/channels/{name}").path(method).path("parameters")
                .forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new TreeSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static String uri(String path) {
        return path.replace("{name}", "c");
    }

    private static String request(String method, String target, String body, String... headers) {
        return HttpWire.post(target, body, headers).replaceFirst("POST", method);
    }

    private static int status(TestServer server, String request) {
        try (HttpWire http = new HttpWire(server.browserAddress())) {
            http.send(request);
            return Integer.parseInt(http.line().substring("HTTP/1.1 ".length()).substring(0, 3));
        }
    }

    private static JsonNode description() {
        try (TestServer server = start(config -> config); HttpWire http = new HttpWire(server.browserAddress())) {
            return new ObjectMapper().readTree(http.ask(request("GET", "/openapi.json", "")).body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.NIO, config -> settings.apply(config.browserToken(TOKEN)));
    }
}
