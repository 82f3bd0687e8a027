package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.api.StreamConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mles.server.spi.Relay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that cannot be used: each is told in one line. */
class BadServerTest {
    @TempDir
    private Path folder;

    @Test
    void noServer() throws IOException {
        int port = NatsServer.freePort();
        assertEquals("nats://127.0.0.1:" + port + "/mles: Unable to connect to NATS servers: [nats://127.0.0.1:" + port
                + "]; Connection refused", refusal("nats://127.0.0.1:" + port));
    }

    @Test
    void serverOfAnotherKind() throws IOException {
        assertSaid("HTTP/1.1 400 Bad Request\r\n\r\n", ": Unable to connect to NATS servers: [");
    }

    @Test
    void serverThatSaysNothing() throws IOException {
        assertSaid("", ": Unable to connect to NATS servers: [");
    }

    @Test
    void oldServer() throws IOException {
        assertSaid("INFO {\"server_id\":\"X\",\"version\":\"2.2.6\",\"headers\":true,\"max_payload\":1048576,"
                + "\"jetstream\":true}\r\n", ": NATS: expected version 2.9.0 or later, was 2.2.6");
    }

    @Test
    void withoutJetStream() throws IOException {
        try (NatsServer nats = NatsServer.start(folder)) {
            assertEquals(
                    "nats://127.0.0.1:" + nats.port() + "/mles: NATS: expected JetStream, was a server or an account"
                            + " without it; start it with -js",
                    refusal(nats.place("mles")));
        }
    }

    @Test
    void shortPayload() throws IOException {
        try (NatsServer nats = NatsServer.startWithStreams(folder, "max_payload: 65536")) {
            assertEquals("nats://127.0.0.1:" + nats.port() + "/mles: max_payload of NATS: expected 67584 or more,"
                    + " as max-frame needs, was 65536", refusal(nats.place("mles")));
        }
    }

    @Test
    void anotherNumberOfStreams() throws IOException {
        try (NatsServer nats = NatsServer.startWithStreams(folder)) {
            new Servers().start(nats.place("mles")).close();
            assertEquals("nats://127.0.0.1:" + nats.port() + "/mles: streams: expected 2 as the cluster was begun with,"
                    + " was 8; use ?streams=2", refusal("nats://127.0.0.1:" + nats.port()));
        }
    }

    @Test
    void streamsOfAnotherProgram() throws Exception {
        try (NatsServer nats = NatsServer.startWithStreams(folder);
                Foreign other = new Foreign(nats)) {
            other.management().addStream(StreamConfiguration.builder().name("mles-0").subjects("x").build());
            other.management()
                    .addStream(StreamConfiguration.builder().name("y").subjects("chat.in.>").build());
            assertEquals(
                    "nats://127.0.0.1:" + nats.port() + "/mles: stream mles-0: expected one of Mles, was another one;"
                            + " use another prefix",
                    refusal(nats.place("mles")));
            assertTrue(refusal(nats.place("chat")).contains("/chat: stream chat-0: subjects overlap"));
        }
    }

    @Test
    void replicasWithoutCluster() throws IOException {
        try (NatsServer nats = NatsServer.startWithStreams(folder)) {
            String said = refusal(nats.place("mles") + "&replicas=3");
            assertTrue(said.endsWith("/mles: stream mles-0: replicas > 1 not supported in non-clustered mode"), said);
        }
    }

    @Test
    void wrongPassword() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "wrong-secret\n");
        try (NatsServer nats = NatsServer.startWithStreams(folder,
                "authorization { user: ann, password: right-secret }")) {
            String place = nats.place("mles") + "&user=ann&password-file=" + password;
            String said = refusal(place);
            assertTrue(said.contains("uthori"), said);
            assertTrue(!said.contains("secret"), said);
            Files.writeString(password, "right-secret\n");
            new Servers().start(place).close();
        }
    }

    @Test
    void missingFiles() {
        assertTrue(refusal("nats://127.0.0.1:1?user=a&password-file=/none")
                .endsWith("password-file: expected a file, was none at /none"));
        assertTrue(refusal("nats://127.0.0.1:1?creds-file=/none")
                .endsWith("creds-file: expected a file, was none at /none"));
        assertTrue(refusal("nats://127.0.0.1:1?ca-file=/none").endsWith("ca-file: expected a file, was none at /none"));
    }

    private static void assertSaid(String answer, String expected) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server, answer));
            String said = refusal("nats://127.0.0.1:" + server.getLocalPort());
            assertTrue(said.contains(expected) && said.lines().count() == 1, said);
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                if (answer.startsWith("INFO")) {
                    Thread.ofVirtual().start(() -> answerPings(socket));
                }
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    /** A client counts no answer that comes before its question. */
    private static void answerPings(Socket socket) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("PING")) {
                    socket.getOutputStream().write("PONG\r\n".getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // The client has ended.
        }
    }

    private static String refusal(String place) {
        return String.valueOf(assertThrows(IOException.class, () -> {
            try (Relay relay = new Servers().start(place)) {
                relay.largestEntry();
            }
        }).getMessage());
    }
}
