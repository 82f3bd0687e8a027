package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import mles.client.MlesClient;
import mles.client.ServerAddress;
import mles.client.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server of the image as a process: how it starts, refuses to start, and stops. */
@Timeout(60)
class ServerIT {

    @Test
    void saysWhereItListensInOrder() throws Exception {
        try (ImageProcess server = ImageProcess.start(Map.of(), "server", "--listen", "tcp://127.0.0.1:0", "--listen",
                "tcp://localhost:0")) {
            String first = server.line();
            String second = server.line();
            assertNotEquals("127.0.0.1:0", ServerProcess.address(first));
            assertTrue(second.matches("mles: listening on tcp://localhost:[1-9]\\d*"), second);
            server.signal("TERM");
            ImageProcess.Result result = server.end();
            assertEquals(0, result.exit());
            assertEquals("", result.out());
            assertTrue(result.err().contains("transport epoll, heap "), result.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void signalEndsItInGoodOrder(String signal) throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("MLES_KEY", "secret"))) {
            server.process().signal(signal);
            assertEquals(0, server.process().end().exit());
        }
    }

    @Test
    void saysWhatIsNotStoredAndEndsWithOne(@TempDir Path folder) throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("MLES_KEY", "secret", "MLES_HISTORY", "file:" + folder,
                "MLES_DRAIN_TIME", "1s"))) {
            Files.writeString(folder.resolve("channels").resolve("lab"), "in the way");
            ServerAddress address = ServerAddress.parse(server.address());
            MlesClient client = MlesClient.builder(address.toString()).sharedKey("secret").build();
            try (Session ann = client.join("ann", "lab"); Session bob = client.join("bob", "lab")) {
                ann.send("precious");
                while (!bob.receive().text().equals("precious")) {
                    // a join
                }
            }
            server.process().signal("TERM");
            ImageProcess.Result result = server.process().end();
            assertEquals(1, result.exit());
            assertTrue(result.err().contains("store-lost: the server ended before all was stored, frames=3,"),
                    result.err());
        }
    }

    @Test
    void addressInUseIsOneLineAndOne() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("MLES_KEY", "secret"))) {
            String taken = "tcp://" + server.address();
            assertFault(1, taken, ImageProcess.run(Map.of("MLES_KEY", "secret"), "server", "--listen", taken));
        }
    }

    @Test
    void unknownNameIsOneLineAndOne() throws Exception {
        String uri = "tcp://unknown.invalid:0";
        assertFault(1, uri, ImageProcess.run(Map.of("MLES_KEY", "secret"), "server", "--listen", uri));
    }

    @Test
    void badSettingIsOneLineAndTwo() throws Exception {
        assertFault(2, "few", ImageProcess.run("server", "--history-limit", "few"));
        assertFault(2, "MLES_DELIVERY_WINDOW", ImageProcess.run(Map.of("MLES_DELIVERY_WINDOW", "wide"), "server"));
        assertFault(2, "--log-level", ImageProcess.run("server", "--log-level", "loud"));
        assertFault(2, "--nonsense", ImageProcess.run("server", "--nonsense"));
        assertFault(2, "peer: a b: host: expected a name or an IP address, was 'a b'",
                ImageProcess.run("server", "a b"));
    }

    @Test
    void aPeerThatCannotBeIsOneLineAndOne() throws Exception {
        assertFault(1, "unknown host no-such-host.invalid",
                ImageProcess.run("server", "--listen", "tcp://127.0.0.1:0", "no-such-host.invalid"));
    }

    @Test
    void transportCanBeChosen() throws Exception {
        try (ImageProcess server = ImageProcess.start(Map.of("MLES_TRANSPORT", "nio"), "server", "--listen",
                "tcp://127.0.0.1:0")) {
            server.line();
            server.signal("TERM");
            assertTrue(server.end().err().contains("transport nio, "));
        }
    }

    @Test
    void namesWhyAConnectionEndedWhenAsked() throws Exception {
        try (ImageProcess server = ImageProcess.start(Map.of("MLES_LOG_LEVEL", "debug"), "server", "--listen",
                "tcp://127.0.0.1:0")) {
            ServerAddress address = ServerAddress.parse(ServerProcess.address(server.line()));
            try (Socket socket = new Socket(address.host(), address.port())) {
                socket.getOutputStream().write("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
                assertEquals(-1, socket.getInputStream().read());
            }
            server.signal("TERM");
            String log = server.end().err();
            assertEquals(1,
                    log.lines().filter(
                            line -> line.contains("connection-closed: a connection has ended, reason=bad-frame"))
                            .count(),
                    log);
        }
    }

    @Test
    void messagesMayTakeMoreMemoryThanTheHeap() throws Exception {
        byte[] message = new byte[10_000_000];
        Map<String, String> environment = Map.of("MLES_KEY", "secret", "MLES_MEMORY_LIMIT", "400MiB", "MLES_JAVA_OPTS",
                "-Xmx96m");
        try (ServerProcess server = ServerProcess.start(environment)) {
            MlesClient client = MlesClient.builder(server.address()).sharedKey("secret").settle(Duration.ofMillis(1))
                    .inbox(2L * message.length).build();
            for (int i = 0; i < 20; i++) {
                client.join("a", "c" + i, message).close();
            }
            for (int i = 0; i < 20; i++) {
                try (Session late = client.join("b", "c" + i)) {
                    assertEquals(message.length,
                            late.receive(Duration.ofSeconds(30)).orElseThrow().payload().remaining());
                }
            }
        }
    }

    private static void assertFault(int exit, String names, ImageProcess.Result result) throws IOException {
        String faults = String.join("\n", result.err().lines().filter(line -> line.startsWith("mles")).toList());
        assertEquals(exit, result.exit(), result.err());
        assertEquals("", result.out());
        assertEquals(1, faults.lines().count(), result.err());
        assertTrue(faults.contains(names), faults);
    }
}
