package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Applications may have everything on the class path. */
@BothTransports
class ClassPathTest {
    private final Transport transport;

    ClassPathTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void serverOnTheClassPath() throws IOException, InterruptedException {
        try (SmallServerProcess server = SmallServerProcess.start("", "transport=" + transport)) {
            assertEquals(transport.toString(), server.transport());
            try (Wire alice = Wire.connect(server.address()); Wire bob = Wire.connect(server.address())) {
                alice.send(Frames.message("alice", "lab", "hello"));
                bob.send(Frames.message("bob", "lab", "hello"));
                assertEquals(Frames.message("bob", "lab", "hello"), alice.next());
                assertEquals(Frames.message("alice", "lab", "hello"), bob.next());
            }
            assertEquals("closed", server.end());
        }
    }
}
