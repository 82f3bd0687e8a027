package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code health}, beside servers and beside others. */
class HealthTest {
    private static final String NONE = "admin: expected an address (--admin, MLES_ADMIN, or a line of the settings file), was none";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void readyAndLive() {
        try (TestServer server = start(config -> config)) {
            String address = address(server);
            FakeShell shell = new FakeShell();
            assertEquals(0, shell.execute("health", "--admin", address), shell.err());
            assertEquals(0, shell.execute("health", "--live", "--admin", address), shell.err());
            assertEquals("ready: http://" + address + "/readyz\nlive: http://" + address + "/livez\n", shell.out());
        }
    }

    @Test
    void needsNoToken() {
        try (TestServer server = start(config -> config.adminToken("figs"))) {
            assertEquals(0, new FakeShell().execute("health", "--admin", address(server)));
        }
    }

    @Test
    void optionOverEnvironmentOverFile() throws IOException {
        try (TestServer server = start(config -> config)) {
            String good = address(server);
            String bad = "127.0.0.1:" + Ports.free();
            Map<String, String> file = Map.of("MLES_CONFIG",
                    file("history-limit = 3\nadmin = " + good + "\nodd = 1\n"));
            assertEquals(0, new FakeShell(file, false).execute("health"));
            assertEquals(0, new FakeShell(Map.of("MLES_ADMIN", good), false).execute("health", "--config",
                    file("admin = " + bad + "\n")));
            assertEquals(0,
                    new FakeShell(Map.of("MLES_ADMIN", bad), false).execute("health", "--admin", good));
            assertEquals(1, new FakeShell(Map.of("MLES_ADMIN", bad), false).execute("health", "--config",
                    file("admin = " + good + "\n")));
        }
    }

    @Test
    void allAddressesStandForThisMachine() {
        try (TestServer server = start(config -> config.set(Settings.ADMIN, "0.0.0.0:0").adminToken("figs"))) {
            int port = server.server().endpoints().getLast().address().getPort();
            FakeShell shell = new FakeShell();
            assertEquals(0, shell.execute("health", "--admin", "0.0.0.0:" + port), shell.err());
            assertEquals(0, shell.execute("health", "--admin", "[::]:" + port), shell.err());
            assertEquals(0, shell.execute("health", "--admin", "localhost:" + port), shell.err());
            assertTrue(shell.out().startsWith("ready: http://127.0.0.1:" + port + "/readyz\n"), shell.out());
        }
    }

    @Test
    void liveAndNotReadyWhileItStops() {
        try (TestServer server = start(config -> config.set(Settings.DRAIN_TIME, Await.DEADLINE));
                Wire reader = server.join(Wire.connectNarrow(server.address()), "reader", "lab")) {
            String address = address(server);
            try (Wire alice = server.join("alice", "lab")) {
                for (int i = 0; i < 200; i++) {
                    alice.send(Frames.sized("alice", "lab", 50_000));
                }
                alice.fin().untilEnd();
            }
            CompletableFuture<Boolean> closing = Await.async(() -> {
                server.stop();
                return true;
            });
            Await.until("it is not ready while it drains",
                    () -> new FakeShell().execute("health", "--admin", address) == 1);
            FakeShell shell = new FakeShell();
            assertEquals(1, shell.execute("health", "--admin", address));
            assertEquals("", shell.out());
            assertEquals(1, shell.err().lines().count(), shell.err());
            assertTrue(shell.err().startsWith("mles health: not ready: http://" + address + "/readyz: "), shell.err());
            assertEquals(0, shell.execute("health", "--live", "--admin", address), shell.err());
            reader.untilEnd();
            Await.get(closing);
        }
    }

    @Test
    void nothingThere() {
        int port = Ports.free();
        FakeShell shell = new FakeShell();
        assertEquals(1, shell.execute("health", "--admin", "127.0.0.1:" + port));
        assertEquals("mles health: no answer: http://127.0.0.1:" + port + "/readyz: Connection refused\n", shell.err());
    }

    @Test
    void silentOneIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FakeShell shell = new FakeShell();
            long start = System.nanoTime();
            assertEquals(1,
                    shell.execute("health", "--timeout", "1", "--admin", "127.0.0.1:" + silent.getLocalPort()));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Await.DEADLINE) < 0, "gives up");
            assertTrue(shell.err().startsWith("mles health: no answer: "), shell.err());
            assertEquals(1, shell.err().lines().count(), shell.err());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"404|no answer|expected status 200 or 503, was 404",
            "302|no answer|expected status 200 or 503, was 302", "503|not ready|stopping?[2J"})
    void serverOfAnotherKind(int status, String word, String reason) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> answered = Await.async(() -> answer(other, status));
            String address = "127.0.0.1:" + other.getLocalPort();
            FakeShell shell = new FakeShell();
            assertEquals(1, shell.execute("health", "--admin", address));
            assertEquals("mles health: " + word + ": http://" + address + "/readyz: " + reason + "\n", shell.err());
            Await.get(answered);
        }
    }

    private static boolean answer(ServerSocket server, int status) throws IOException {
        try (Socket client = server.accept()) {
            new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII)).lines()
                    .takeWhile(line -> !line.isEmpty()).forEach(line -> {
                    });
            client.getOutputStream().write(("HTTP/1.1 " + status + " x\r\nLocation: /elsewhere\r\n"
                    + "Content-Length: 13\r\n\r\nstopping\u001b[2J\n").getBytes(StandardCharsets.US_ASCII));
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"health|" + NONE,
            "health --admin 127.0.0.1:0|admin: expected the port of a running server, was 127.0.0.1:0",
            "health --admin 127.0.0.1|admin: 127.0.0.1: ",
            "health --admin localhost:1 --timeout 0|--timeout: expected 1 to 86400, was 0",
            "health --config /no/such/file|config: /no/such/file: no such file"})
    void usageIsTwo(String arguments, String problem) {
        FakeShell shell = new FakeShell();
        assertEquals(2, shell.execute(arguments.split(" ")));
        assertTrue(shell.err().startsWith("mles health: " + problem), shell.err());
        assertEquals(1, shell.err().lines().count(), shell.err());
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("server.properties"), text).toString();
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.AUTO, config -> settings.apply(config.set(Settings.ADMIN, "127.0.0.1:0")));
    }

    private static String address(TestServer server) {
        return "127.0.0.1:" + server.server().endpoints().getLast().address().getPort();
    }
}
