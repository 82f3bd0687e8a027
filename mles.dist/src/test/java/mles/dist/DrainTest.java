package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import mles.protocol.Frame;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** A server that closes lets its readers have what there is, for a while. */
@BothTransports
class DrainTest {
    private final Transport transport;

    DrainTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void closeDrainsAReaderThatIsBehind() {
        Duration most = Await.DEADLINE;
        List<Frame> sent = IntStream.range(0, 200).mapToObj(i -> Frames.sized("alice", "lab", 50_000 + i)).toList();
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.DRAIN_TIME, most));
                Wire reader = server.join(Wire.connectNarrow(server.address()), "reader", "lab")) {
            try (Wire alice = server.join("alice", "lab")) {
                sent.forEach(alice::send);
                alice.fin().untilEnd();
            }
            var closing = Await.async(() -> {
                server.stop();
                return true;
            });
            Await.until("nobody gets in", () -> refuses(server.address()));
            reader.next();
            assertEquals(sent, reader.untilEnd());
            Await.get(closing);
        }
    }

    @Test
    void closeWaitsForWhatIsOnItsWayBetweenLoops() {
        for (int round = 0; round < 20; round++) {
            String channel = "channel " + round;
            Frame[] sent = IntStream.range(0, 50).mapToObj(i -> Frames.message("alice", channel, "" + i))
                    .toArray(Frame[]::new);
            try (TestServer server = TestServer.start(transport,
                    config -> config.set(Settings.DRAIN_TIME, Await.DEADLINE));
                    Wire reader = server.join("reader", channel);
                    Wire alice = server.connect().send(sent)) {
                alice.fin().untilEnd();
                server.stop();
                assertEquals(List.of(sent), reader.untilEnd());
            }
        }
    }

    @Test
    void drainTimeBoundsTheWait() {
        Duration most = Duration.ofMillis(300);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.DRAIN_TIME, most));
                Wire reader = server.join(Wire.connectNarrow(server.address()), "reader", "lab")) {
            try (Wire alice = server.join("alice", "lab")) {
                for (int i = 0; i < 200; i++) {
                    alice.send(Frames.sized("alice", "lab", 50_000));
                }
                alice.fin().untilEnd();
            }
            long start = System.nanoTime();
            server.stop();
            long took = System.nanoTime() - start;
            assertTrue(took >= most.toNanos() && took < Await.DEADLINE.toNanos(), "took " + took + " ns");
            assertTrue(reader.untilEnd().size() < 201);
        }
    }

    @Test
    void manyMembersAreNotClosedAtOnce() {
        int count = 100;
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.DRAIN_TIME, Await.DEADLINE))) {
            List<Wire> members = IntStream.range(0, count).mapToObj(i -> server.connect()
                    .send(Frames.message("member " + i, "channel " + i, ""))).toList();
            Await.until("all are in", () -> server.stats().joins() == count);
            long start = System.nanoTime();
            server.stop();
            long took = System.nanoTime() - start;
            assertTrue(took >= count * 1_000_000L && took < Await.DEADLINE.toNanos(), "took " + took + " ns");
            members.forEach(Wire::awaitSilentEnd);
            assertEquals(count, server.events().told().stream().filter(told -> told.endsWith(" shutdown")).count());
        }
    }

    @Test
    void idleServerClosesAtOnce() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.DRAIN_TIME, Await.DEADLINE));
                Wire silent = server.connect();
                Wire member = server.join("alice", "lab")) {
            long start = System.nanoTime();
            server.stop();
            assertTrue(System.nanoTime() - start < Await.DEADLINE.toNanos());
            member.awaitSilentEnd();
            silent.awaitSilentEnd();
        }
    }

    private static boolean refuses(InetSocketAddress address) {
        try {
            Wire.connect(address).close();
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }
}
