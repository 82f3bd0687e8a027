package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server and proxy of the image, each a process of its own, and browsers before them. */
@Timeout(60)
class ProxyIT {
    private static final String LISTENING = "mles: listening on ws://127.0.0.1:";

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"", "a shared key, schlüssel"})
    void browsersTalkThroughIt(String key) throws IOException {
        Map<String, String> keys = Map.of("MLES_KEY", key);
        try (ServerProcess server = ServerProcess.start(keys);
                ImageProcess proxy = proxy(keys, server.address())) {
            talk(listening(proxy));
        }
    }

    @Test
    void anotherKeyIsRefusedAndLoggedAndAStopIs() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(Map.of("MLES_KEY", "one"));
                ImageProcess proxy = proxy(Map.of("MLES_KEY", "another"), server.address());
                Ws ann = Ws.open(listening(proxy))) {
            ann.message("ann", "lab", "");
            assertEquals("peer-lost 1 lab", ann.awaitClose().closeText());
            Await.until("a line tells of it", () -> proxy.log().contains(" server-refused: "));
            proxy.signal("INT");
            ImageProcess.Result stopped = proxy.end();
            assertEquals(0, stopped.exit());
            assertTrue(stopped.err().lines().toList().getLast().endsWith(" stopping: a signal asked for it"),
                    stopped.err());
        }
    }

    @Test
    void allAddressesOfTheServerAreTried() throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 two.test\n127.0.0.1 two.test\n");
        Map<String, String> environment = new HashMap<>(Map.of("MLES_KEY", "k"));
        try (ServerProcess server = ServerProcess.start(environment)) {
            environment.put("MLES_JAVA_OPTS", "-Djdk.net.hosts.file=" + hosts);
            String port = server.address().substring(server.address().lastIndexOf(':'));
            try (ImageProcess proxy = proxy(environment, "two.test" + port)) {
                talk(listening(proxy));
            }
        }
    }

    private static void talk(InetSocketAddress proxy) {
        try (Ws ann = Ws.open(proxy); Ws eve = Ws.open(proxy)) {
            ann.message("ann", "lab", "");
            eve.message("eve", "lab", "");
            // Whoever came first hears the other one live, and the other one hears it from history.
            assertEquals("eve", ann.nextMessage().uid());
            assertEquals("ann", eve.nextMessage().uid());
            ann.message("ann", "lab", "The figs are ripe.");
            assertEquals("The figs are ripe.", eve.nextText());
            eve.message("eve", "lab", "On my way.");
            assertEquals("On my way.", ann.nextText());
        }
    }

    private static ImageProcess proxy(Map<String, String> environment, String server) throws IOException {
        return ImageProcess.start(environment, "proxy", "--server", server, "--listen", "ws://127.0.0.1:0");
    }

    private static InetSocketAddress listening(ImageProcess proxy) throws IOException {
        String line = proxy.line();
        assertTrue(line.startsWith(LISTENING), line);
        return new InetSocketAddress(InetAddress.getLoopbackAddress(),
                Integer.parseInt(line.substring(LISTENING.length())));
    }
}
