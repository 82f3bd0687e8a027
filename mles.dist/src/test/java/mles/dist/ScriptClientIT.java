package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mles.js} on a server, through a cable that breaks. */
class ScriptClientIT {
    private static final String SCRIPT = "live.js";
    private static final String SECONDS = "8";
    private static final String SEED = "7";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachMessageComesOnceAndInOrderOverCuts() throws IOException, InterruptedException {
        assumeTrue(Scripts.arePossible(), "no Node with WebSockets on this machine, so mles.js is not tested");
        Scripts.copy(folder, ScriptClientIT.class, SCRIPT);
        try (TestServer server = TestServer.start(Transport.AUTO,
                config -> config.set(Settings.HISTORY_LIMIT, 100_000))) {
            Process script = Scripts
                    .node(folder, SCRIPT, String.valueOf(server.browserAddress().getPort()), SECONDS, SEED)
                    .redirectErrorStream(true).start();
            String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, script.waitFor(), output);
        }
    }
}
