package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Without file descriptors the server accepts no connection for a while, and nothing else happens. */
@BothTransports
class FileLimitTest {
    private static final int LIMIT = 120;

    private final Transport transport;

    FileLimitTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void acceptingGoesOnWhenThereAreFilesAgain() throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "open files cannot be counted here");
        List<Wire> crowd = new ArrayList<>();
        try (SmallServerProcess server = SmallServerProcess.start("ulimit -n " + LIMIT + " && ",
                "transport=" + transport, "max-connections=1000", "first-frame-timeout=off");
                Wire alice = Wire.connect(server.address());
                Wire bob = Wire.connect(server.address())) {
            alice.send(Frames.message("alice", "lab", ""));
            bob.send(Frames.message("bob", "lab", ""));
            alice.next();
            while (crowd.size() < LIMIT) {
                crowd.add(Wire.connect(server.address()));
            }
            Await.until("no file is left", () -> server.files() == LIMIT);
            alice.send(Frames.message("alice", "lab", "still here"));
            assertEquals(List.of("", "still here"), List.of(bob.nextText(), bob.nextText()));
            crowd.forEach(Wire::close);
            try (Wire carol = Wire.connect(server.address())) {
                carol.send(Frames.message("carol", "lab", ""));
                assertEquals(Frames.message("carol", "lab", ""), bob.next());
            }
            assertEquals("closed", server.end());
        } finally {
            crowd.forEach(Wire::close);
        }
    }
}
