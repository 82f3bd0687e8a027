package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mles.js} on a server, through a cable that breaks, half of the times silently. {@code -Dmles.cuts.seconds=60
 * -Dmles.cuts.between=1000} makes a long run, and {@code -Dmles.cuts.seed} repeats the choice of the cuts; each prints its counts.
 */
@Timeout(300)
class ScriptClientIT {
    private static final String SCRIPT = "live.js";
    private static final int SECONDS = Integer.getInteger("mles.cuts.seconds", 8);
    private static final int BETWEEN = Integer.getInteger("mles.cuts.between", 400);
    private static final long SEED = Long.getLong("mles.cuts.seed", 7);
    private static final int BETWEEN_RESTARTS = Math.min(10, SECONDS / 2);

    @TempDir
    private Path folder = Path.of("");
    @TempDir
    private Path store = Path.of("");
    private final int port = Ports.free();

    @BeforeEach
    void copy() throws IOException {
        assumeTrue(Scripts.arePossible(), "no Node with WebSockets on this machine, so mles.js is not tested");
        Scripts.copy(folder, ScriptClientIT.class, SCRIPT);
    }

    @Test
    void eachMessageComesOnceAndInOrderOverCuts() throws Exception {
        try (TestServer server = start()) {
            Process script = talk("v2");
            assertEquals(0, end(script));
            assertTrue(server.stats().members() < 100, "dead connections go");
        }
    }

    @Test
    void eachMessageComesOnceAndInOrderOverRestarts() throws Exception {
        TestServer server = start();
        try {
            Process script = talk("v2");
            while (!script.waitFor(BETWEEN_RESTARTS, TimeUnit.SECONDS)) {
                server.close();
                server = start();
            }
            assertEquals(0, end(script));
        } finally {
            server.close();
        }
    }

    /** There is no promise, so it is for its counts: only in a long run. */
    @Test
    @EnabledIfSystemProperty(named = "mles.cuts.seconds", matches = "\\d+")
    void clientsOfTheOlderSubprotocolComeBack() throws Exception {
        try (TestServer server = start()) {
            Process script = talk("v1");
            assertEquals(0, end(script));
            assertTrue(server.stats().receivedFrames() > 0);
        }
    }

    private TestServer start() {
        return TestServer.start(Transport.AUTO,
                config -> config.parse(Settings.LISTEN, "tcp://127.0.0.1:0,ws://127.0.0.1:" + port)
                        .parse(Settings.HISTORY, "file:" + store).set(Settings.HISTORY_LIMIT, 1_000_000)
                        .set(WebSocketSettings.WS_PING, Duration.ofSeconds(1)));
    }

    private Process talk(String subprotocol) throws IOException {
        return Scripts.node(folder, SCRIPT, String.valueOf(port), String.valueOf(SECONDS), String.valueOf(BETWEEN),
                String.valueOf(SEED), subprotocol).redirectErrorStream(true).start();
    }

    private static int end(Process script) throws IOException, InterruptedException {
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.err.println(output);
        return script.waitFor();
    }
}
