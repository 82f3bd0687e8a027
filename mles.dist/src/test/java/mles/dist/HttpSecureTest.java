package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.TlsIdentity;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code https://}, and answers that wait for a store. */
class HttpSecureTest {
    private static final Certificates CERTIFICATES = Certificates.first();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void requestsAndEventsAreEncrypted() throws Exception {
        try (TestServer server = TestServer.start(Transport.AUTO,
                config -> config.set(Settings.LISTEN, List.of("tcp://127.0.0.1:0", "https://127.0.0.1:0"))
                        .tls(TlsIdentity.of(CERTIFICATES.certificate(), CERTIFICATES.key(), null)));
                HttpClient client = HttpClient.newBuilder().sslContext(CERTIFICATES.trusted(null))
                        .version(HttpClient.Version.HTTP_1_1).build()) {
            URI channel = URI.create("https://127.0.0.1:" + server.browserAddress().getPort() + "/channels/c");
            HttpResponse<InputStream> events = client.send(HttpRequest.newBuilder(channel).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, events.statusCode());
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
                for (String text : List.of("one", "x".repeat(500_000), "three")) {
                    HttpResponse<String> answer = client.send(
                            HttpRequest.newBuilder(channel).POST(HttpRequest.BodyPublishers.ofString(text)).build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertEquals(200, answer.statusCode(), answer.body());
                    String line = lines.readLine();
                    while (!line.startsWith("data: ")) {
                        line = lines.readLine();
                    }
                    assertTrue(line.contains("\"text\":\"" + text + "\""), line);
                }
            }
            HttpResponse<String> document = client.send(
                    HttpRequest.newBuilder(channel).header("Accept", "application/json").build(),
                    HttpResponse.BodyHandlers.ofString());
            assertTrue(document.body().endsWith("],\"complete\":true}\n"));
        }
    }

    /** A message that was answered is there behind a restart, at the place that was told. */
    @ParameterizedTest
    @ValueSource(strings = {"hello", "{\"text\":\"one\"}{\"text\":\"hello\"}"})
    void anAnswerMeansThatTheStoreHasIt(String body) {
        String type = body.startsWith("{") ? "Content-Type: application/x-ndjson" : "X: y";
        String position;
        try (TestServer server = start(); HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask(HttpWire.post("/channels/c", body, type));
            assertEquals(200, answer.status());
            String json = answer.body();
            position = json.substring("{\"epoch\":\"".length(), "{\"epoch\":\"".length() + 16) + "-"
                    + (body.startsWith("{") ? 2 : 1);
        }
        try (TestServer server = start(); HttpWire http = new HttpWire(server.browserAddress())) {
            http.send(HttpWire.post("/channels/c", "", "Accept: application/json").replaceFirst("POST", "GET"));
            assertEquals("HTTP/1.1 200 OK", http.line());
            http.headers();
            String document = http.rest();
            assertTrue(document.contains("-" + position.substring(17) + "\",\"uid\":\"http\",\"text\":\"hello\""),
                    document);
            // Positions of earlier lives are good still.
            try (HttpWire behind = new HttpWire(server.browserAddress())) {
                behind.send(HttpWire.post("/channels/c?since=" + position, "", "Accept: application/json")
                        .replaceFirst("POST", "GET"));
                assertEquals("HTTP/1.1 200 OK", behind.line());
                behind.headers();
                assertTrue(behind.rest().contains("\"gap\":false,\"messages\":[\n],"));
            }
        }
    }

    private TestServer start() {
        return TestServer.start(Transport.AUTO, this::store);
    }

    private ServerConfig.Builder store(ServerConfig.Builder config) {
        return config.parse(Settings.HISTORY, "file:" + folder).parse(Settings.HISTORY_SYNC, "always");
    }
}
