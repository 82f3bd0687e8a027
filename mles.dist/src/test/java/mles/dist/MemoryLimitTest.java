package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** Many clients on slow networks are each within a large message: they wait for each other, and all messages arrive. */
    @Test
    void unfinishedFramesStayWithinTheLimit() throws InterruptedException {
        int clients = 8;
        int part = (int) (4 * MIB);
        long limit = 16 * MIB;
        List<Wire> wires = new ArrayList<>();
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MEMORY_LIMIT, limit).set(Settings.MEMORY_PRESSURE_TIMEOUT,
                        Duration.ofMinutes(1)))) {
            Set<Frame> sent = new HashSet<>();
            List<byte[]> rests = new ArrayList<>();
            List<CompletableFuture<Wire>> parts = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Frame frame = Frames.sized("c" + i, "lab", (int) (6 * MIB));
                byte[] bytes = new byte[frame.size()];
                frame.bytes().get(bytes);
                sent.add(frame);
                Wire wire = server.join("c" + i, "lab");
                wires.add(wire);
                rests.add(Arrays.copyOfRange(bytes, part, bytes.length));
                parts.add(Await.async(() -> wire.send(Arrays.copyOf(bytes, part))));
                Await.async(wire::untilEnd);
            }
            long most = 0;
            for (int i = 0; i < 100; i++) {
                Thread.sleep(10);
                most = Math.max(most, server.stats().memoryUsed());
            }
            assertTrue(most > limit / 2 && most < limit + 2 * MIB, most + " bytes");

            Wire reader = server.join("reader", "lab");
            wires.add(reader);
            for (int i = 0; i < clients; i++) {
                Wire wire = wires.get(i);
                byte[] rest = rests.get(i);
                Await.async(() -> Await.get(parts.get(wires.indexOf(wire))).send(rest));
            }
            Set<Frame> got = new HashSet<>();
            while (got.size() < clients) {
                Frame next = reader.next();
                if (sent.contains(next)) {
                    got.add(next);
                }
            }
        } finally {
            wires.forEach(Wire::close);
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
