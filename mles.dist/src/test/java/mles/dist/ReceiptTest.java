package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mles.protocol.Frame;
import mles.protocol.Receipt;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member that ends in good order is told how much of it was taken; others are not. */
@BothTransports
class ReceiptTest {
    private static final int LARGE = 3_000_000;

    private final Transport transport;

    ReceiptTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void finIsAnsweredWithTheNumberOfFrames() {
        try (TestServer server = TestServer.start(transport); Wire alice = server.connect()) {
            alice.send(message("1"), message("2"), message("3")).fin();
            assertEquals(new Receipt(Frames.cid("alice", "lab"), 3), alice.awaitReceipt());
        }
    }

    @Test
    void refusalIsSilent() {
        try (TestServer server = TestServer.start(transport);
                Wire alice = server.join("alice", "lab");
                Wire again = server.connect();
                Wire stranger = server.connect()) {
            again.send(message("1")).offer(Frames.bytes(message("2"))).fin().awaitSilentEnd();
            stranger.send(message("1").withKey(1)).fin().awaitSilentEnd();
            alice.fin();
            assertEquals(new Receipt(Frames.cid("alice", "lab"), 1), alice.awaitReceipt());
        }
    }

    /** A reader that is in the midst of a frame gets the rest of it first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void receiptComesBetweenFrames(int large) {
        try (TestServer server = TestServer.start(transport)) {
            try (Wire bob = server.join("bob", "lab")) {
                for (int i = 0; i < large; i++) {
                    bob.send(Frames.sized("bob", "lab", LARGE));
                }
                bob.fin().awaitReceipt();
            }
            try (Wire alice = server.connect()) {
                alice.send(message("1")).fin();
                assertEquals(new Receipt(Frames.cid("alice", "lab"), 1), alice.awaitReceipt());
                List<Frame> seen = alice.untilEnd();
                assertTrue(seen.stream().skip(1).allMatch(frame -> frame.size() > LARGE), "no frame is cut");
            }
        }
    }

    private static Frame message(String text) {
        return Frames.message("alice", "lab", text);
    }
}
