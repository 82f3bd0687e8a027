package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Limits on single frames act above their value, and not at it. */
@BothTransports
class FrameLimitsTest {
    private final Transport transport;

    FrameLimitsTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void maxFrame() {
        Frame fits = Frames.sized("alice", "lab", 1000);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_FRAME, 1000));
                Wire bob = server.join("bob", "lab");
                Wire alice = server.join("alice", "lab")) {
            alice.send(fits).send(Frames.sized("alice", "lab", 1001)).untilEnd();
            bob.next();
            assertEquals(fits, bob.next());
            server.awaitCloses(CloseReason.TOO_LARGE, 1);
            assertEquals(3, server.stats().receivedFrames());
        }
    }

    @Test
    void maxFrameCountsFromTheHeaderOn() {
        byte[] header = new byte[16];
        ByteBuffer.wrap(header).putInt('M' << 24 | 1001);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_FRAME, 1000));
                Wire alice = server.join("alice", "lab")) {
            alice.send(header).awaitSilentEnd();
            server.awaitCloses(CloseReason.TOO_LARGE, 1);
        }
    }

    @Test
    void maxFirstFrame() {
        Frame fits = Frames.firstOfSize("alice", "lab", 1000);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_FIRST_FRAME, 1000));
                Wire bob = server.join("bob", "lab")) {
            try (Wire mallory = server.connect().offer(Frames.bytes(Frames.firstOfSize("mallory", "lab", 1001)))) {
                mallory.awaitSilentEnd();
            }
            server.awaitCloses(CloseReason.TOO_LARGE, 1);
            try (Wire alice = server.connect()) {
                // Both in one write: the second is under the limit of later frames.
                Frame later = Frames.sized("alice", "lab", 5000);
                alice.send(fits, later);
                assertEquals(fits, bob.next());
                assertEquals(later, bob.next());
            }
        }
    }

    @Test
    void firstFrameMayBeLargerThanLaterOnes() {
        Frame first = Frames.firstOfSize("alice", "lab", 1000);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_FRAME, 500));
                Wire bob = server.join("bob", "lab");
                Wire alice = server.connect()) {
            alice.offer(Frames.bytes(first, Frames.sized("alice", "lab", 500), Frames.sized("alice", "lab", 501)));
            alice.untilEnd();
            assertEquals(first, bob.next());
            assertEquals(Frames.sized("alice", "lab", 500), bob.next());
            server.awaitCloses(CloseReason.TOO_LARGE, 1);
        }
    }

    @Test
    void maxName() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_NAME, 4L))) {
            server.join("ää", "chan").close();
            for (String[] names : new String[][]{{"ääa", "chan"}, {"uid", "chann"}}) {
                try (Wire wire = server.connect().send(Frames.message(names[0], names[1], ""))) {
                    wire.awaitSilentEnd();
                }
            }
            server.awaitCloses(CloseReason.NAME_TOO_LONG, 2);
            assertEquals(1, server.stats().joins());
        }
    }

    @Test
    void noKeyIsLookedAtWithALongName() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_NAME, 4L));
                Wire wire = server.connect().send(Frames.message("a long name", "lab", "").withKey(1))) {
            wire.awaitSilentEnd();
            server.awaitCloses(CloseReason.NAME_TOO_LONG, 1);
        }
    }
}
