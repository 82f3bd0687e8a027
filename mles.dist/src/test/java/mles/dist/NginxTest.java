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
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mles.protocol.Message;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets, events and publishes through a real nginx, with TLS and below a path. */
@Timeout(60)
class NginxTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"", "/mles"})
    void requestsAndEventsPass(String path) throws Exception {
        try (TestServer server = start(0); Nginx nginx = nginx(server); HttpClient client = client()) {
            HttpResponse<InputStream> events = client.send(request(nginx, path + "/channels/a%2Fb%20%C3%A4").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, events.statusCode());
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
                // Each comes before the next one is sent: nothing is kept back.
                for (int i = 0; i < 20; i++) {
                    HttpResponse<String> answer = client.send(
                            request(nginx, path + "/channels/a%2Fb%20%C3%A4?uid=ann")
                                    .POST(HttpRequest.BodyPublishers.ofString("message " + i)).build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertEquals(200, answer.statusCode(), answer.body());
                    String line = lines.readLine();
                    while (!line.startsWith("data: ")) {
                        line = lines.readLine();
                    }
                    assertTrue(line.contains("\"text\":\"message " + i + "\""), line);
                }
            }
            assertEquals(20, server.channel("a/b ä").frames());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/mles"})
    void webSocketsPass(String path) throws Exception {
        try (TestServer server = start(0);
                Nginx nginx = nginx(server);
                Wire bob = server.join("bob", "c");
                HttpClient client = client()) {
            BlockingQueue<ByteBuffer> got = new LinkedBlockingQueue<>();
            WebSocket socket = Await.get(client.newWebSocketBuilder().subprotocols("mles-websocket")
                    .buildAsync(URI.create("wss://127.0.0.1:" + nginx.port() + path + "/"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onBinary(WebSocket its, ByteBuffer data, boolean last) {
                            got.add(data);
                            its.request(1);
                            return CompletableFuture.completedFuture(data);
                        }
                    }));
            Await.get(socket.sendBinary(Message.of("ann", "c", "hello").encode(), true));
            assertEquals("hello", Frames.text(bob.next()));
            bob.send(Frames.message("bob", "c", "hi"));
            ByteBuffer first = got.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertTrue(first != null && Message.decode(first).channel().equals("c"));
            socket.abort();
        }
    }

    /** A header that the client wrote itself counts for nothing. */
    @Test
    void limitsAreThoseOfTheClient() throws Exception {
        try (TestServer server = start(1); Nginx nginx = nginx(server); HttpClient client = client()) {
            int status = 200;
            for (int i = 0; i < 50 && status == 200; i++) {
                status = client.send(
                        request(nginx, "/channels/" + i).header("X-Forwarded-For", "192.0.2." + i)
                                .header("Forwarded", "for=192.0.2." + i)
                                .POST(HttpRequest.BodyPublishers.ofString("hi")).build(),
                        HttpResponse.BodyHandlers.ofString()).statusCode();
            }
            assertEquals(429, status);
        }
    }

    private Nginx nginx(TestServer server) {
        return Nginx.start(folder, server.browserAddress(), Certificates.first());
    }

    private static HttpRequest.Builder request(Nginx nginx, String target) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + nginx.port() + target));
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().sslContext(Certificates.first().trusted(null))
                .version(HttpClient.Version.HTTP_1_1).build();
    }

    private static TestServer start(int joins) {
        return TestServer.start(Transport.NIO, config -> config.set(Settings.JOIN_RATE_PER_ADDRESS, joins)
                .parse(WebSocketSettings.TRUSTED_PROXIES, "127.0.0.2"));
    }
}
