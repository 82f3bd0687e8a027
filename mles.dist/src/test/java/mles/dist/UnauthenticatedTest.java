package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Bytes held for connections that are not authenticated yet are limited in all (SPEC 9, row 4). */
@BothTransports
class UnauthenticatedTest {
    private static final int PAYLOAD = 2000;
    private static final int HALF = 900;

    private final Transport transport;

    UnauthenticatedTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void oldestIsReadOnAndTheOthersWait() {
        byte[] first = slowToTell("waiter 0");
        try (TestServer server = start(1024);
                Wire alice = server.join("alice", "lab");
                Wire bob = server.join("bob", "lab")) {
            alice.next();
            long before = server.stats().memoryUsed();
            try (Wire oldest = server.connect().send(Arrays.copyOf(first, 1500))) {
                Await.until("1500 bytes are held", () -> server.stats().memoryUsed() >= before + 1500);
                try (Wire waiting = server.connect()) {
                    waiting.send(slowToTell("waiter 1"));
                    Await.until("it is there", () -> server.stats().connections() == 4);
                    for (int i = 0; i < 3; i++) {
                        bob.send(Frames.message("bob", "lab", "not hurt"));
                        assertEquals("not hurt", alice.nextText());
                        alice.send(Frames.message("alice", "lab", "nor I"));
                        assertEquals("nor I", bob.next(i == 0 ? 2 : 1).stream().map(Frames::text).toList().getLast());
                    }
                    assertEquals(2, server.stats().joins());
                    oldest.send(Arrays.copyOfRange(first, 1500, first.length));
                    Await.until("both are in", () -> server.stats().joins() == 4);
                }
            }
        }
    }

    @Test
    void oneAfterTheOtherIsCompleted() {
        int waiters = 12;
        try (TestServer server = start(4096); Wire bob = server.join("bob", "lab")) {
            List<Wire> wires = new ArrayList<>();
            for (int i = 0; i < waiters; i++) {
                wires.add(server.connect().send(Arrays.copyOf(slowToTell("waiter " + i), HALF)));
            }
            for (int i = waiters - 1; i >= 0; i--) {
                byte[] all = slowToTell("waiter " + i);
                wires.get(i).send(Arrays.copyOfRange(all, HALF, all.length));
            }
            bob.next(waiters);
            for (int i = 0; i < waiters; i++) {
                wires.get(i).send(Frames.message("waiter " + i, "lab", "in")).fin().untilEnd();
                assertEquals(Frames.message("waiter " + i, "lab", "in"), bob.next());
            }
        }
    }

    /** A resync shows its key only when it is complete. */
    @Test
    void resyncThatIsCompletedAboveTheLimitIsFollowedByOthers() {
        List<Frame> items = List.of(Frames.message("waiter", "lab", ""), Frames.sized("waiter", "lab", PAYLOAD));
        byte[] first = Frames.bytes(Frames.of("waiter", "lab", Resync.of(items).encode()));
        try (TestServer server = start(1024); Wire bob = server.join("bob", "lab"); Wire oldest = server.connect()) {
            long before = server.stats().memoryUsed();
            oldest.send(Arrays.copyOf(first, 10));
            Await.until("a header begins", () -> server.stats().memoryUsed() > before);
            long then = server.stats().memoryUsed();
            try (Wire waiter = server.connect().send(Arrays.copyOf(first, HALF))) {
                Await.until("half of it is held", () -> server.stats().memoryUsed() >= then + HALF);
                waiter.send(Arrays.copyOfRange(first, HALF, first.length));
                assertEquals(items, bob.next(2));
                waiter.send(Frames.message("waiter", "lab", "later"));
                assertEquals("later", bob.nextText());
            }
        }
    }

    @Test
    void goodKeyTakesAConnectionOffTheAccount() {
        byte[] large = Frames.bytes(Frames.firstOfSize("alice", "lab", 50_000));
        try (TestServer server = start(1024); Wire bob = server.join("bob", "lab")) {
            long before = server.stats().memoryUsed();
            try (Wire alice = server.connect().send(Arrays.copyOf(large, 40_000))) {
                Await.until("it is held", () -> server.stats().memoryUsed() >= before + 40_000);
                server.connect().send(slowToTell("waiter")).fin().untilEnd();
                assertEquals("waiter", Message.decode(bob.next().payload()).uid());
                alice.send(Arrays.copyOfRange(large, 40_000, large.length));
                assertEquals(large.length, bob.next().size());
            }
        }
    }

    /** @param limit for TCP; the other half is for browsers */
    private TestServer start(long limit) {
        return TestServer.start(transport,
                config -> config.set(Settings.MAX_UNAUTHENTICATED, 2 * limit).set(Settings.EVENT_LOOPS, 1));
    }

    /** A first frame whose names come last, so that its key cannot be checked before it is complete. */
    private static byte[] slowToTell(String uid) {
        ByteArrayOutputStream cbor = new ByteArrayOutputStream();
        cbor.write(0xa3);
        text(cbor, "message");
        cbor.write(0x59);
        cbor.write(PAYLOAD >> 8);
        cbor.write(PAYLOAD);
        cbor.writeBytes(new byte[PAYLOAD]);
        text(cbor, "uid");
        text(cbor, uid);
        text(cbor, "channel");
        text(cbor, "lab");
        return Frames.bytes(Frames.of(uid, "lab", ByteBuffer.wrap(cbor.toByteArray())));
    }

    private static void text(ByteArrayOutputStream cbor, String text) {
        cbor.write(0x60 + text.length());
        cbor.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
