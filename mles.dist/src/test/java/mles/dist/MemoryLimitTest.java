package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** One budget for all that is held: publishers wait, no member that reads on is lost. */
@BothTransports
class MemoryLimitTest {
    private static final long MIB = 1 << 20;
    private static final int PAYLOAD = 50_000;

    private final Transport transport;

    MemoryLimitTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void burstAboveTheLimit() {
        List<Frame> sent = IntStream.range(0, 1000).mapToObj(i -> Frames.sized("alice", "lab", PAYLOAD + i)).toList();
        long limit = 16 * MIB;
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MEMORY_LIMIT, limit).set(Settings.DELIVERY_WINDOW, 512 * MIB));
                Wire reader = server.join(Wire.connectNarrow(server.address()), "reader", "lab");
                Wire alice = server.join("alice", "lab")) {
            assertEquals(limit, server.stats().memoryLimit());
            reader.next();
            CompletableFuture<Wire> all = Await.async(() -> alice.send(sent.toArray(Frame[]::new)).fin());
            server.events().await("memory pause-publishers");
            assertEquals(sent, reader.next(sent.size()));
            Await.get(all).untilEnd();
            server.events().await("memory resume");
            assertEquals(0, server.stats().parked());
            assertTrue(server.stats().memoryUsed() <= limit);
        }
    }

    @Test
    void memberThatHoldsMostIsClosedInTheEnd() {
        Duration step = Duration.ofMillis(500);
        List<Frame> sent = IntStream.range(0, 1000).mapToObj(i -> Frames.sized("alice", "lab", PAYLOAD + i)).toList();
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MEMORY_LIMIT, 16 * MIB).set(Settings.DELIVERY_WINDOW, 512 * MIB)
                        .set(Settings.MEMORY_PRESSURE_TIMEOUT, step));
                Wire stuck = server.join(Wire.connectNarrow(server.address()), "stuck", "lab");
                Wire reader = server.join("reader", "lab");
                Wire alice = server.join("alice", "lab")) {
            reader.next(2);
            long start = System.nanoTime();
            CompletableFuture<Wire> all = Await.async(() -> alice.send(sent.toArray(Frame[]::new)).fin());
            assertEquals(sent, reader.next(sent.size()));
            assertTrue(System.nanoTime() - start >= step.toNanos());
            Await.get(all).untilEnd();
            server.events().await("left stuck memory");
            assertTrue(stuck.untilEnd().size() < sent.size());
            server.awaitCloses(CloseReason.MEMORY, 1);
        }
    }

    @Test
    void historyMakesRoom() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MEMORY_LIMIT, 16 * MIB))) {
            for (int channel = 0; channel < 8; channel++) {
                String name = "channel " + channel;
                try (Wire alice = server.join("alice", name)) {
                    for (int i = 0; i < 80; i++) {
                        alice.send(Frames.sized("alice", name, PAYLOAD));
                    }
                    alice.fin().untilEnd();
                }
            }
            assertTrue(server.stats().channels() < 8, server.stats().channels() + " channels are left");
            Await.until("there is room", () -> server.stats().memoryUsed() <= 16 * MIB);
            assertEquals(8 * 81, server.stats().receivedFrames());
        }
    }

    @Test
    void memoryGoesBack() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_LIMIT, 0))) {
            try (Wire bob = server.join("bob", "lab"); Wire alice = server.join("alice", "lab")) {
                bob.next();
                for (int i = 0; i < 100; i++) {
                    alice.send(Frames.sized("alice", "lab", PAYLOAD));
                }
                bob.next(100);
                alice.send((byte) 'M');
            }
            Await.until("nothing is held", () -> server.stats().memoryUsed() == 0);
        }
    }
}
