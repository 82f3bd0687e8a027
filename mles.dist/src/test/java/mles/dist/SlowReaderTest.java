package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** A member that does not take what it gets: the delivery window and what comes after it (SPEC 9, row 6). */
@BothTransports
class SlowReaderTest {
    private static final long MIB = 1 << 20;
    private static final int PAYLOAD = 50_000;
    /** More than the buffers of two sockets and any window here. */
    private static final int MANY = 250;

    private final Transport transport;

    SlowReaderTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void parkedThenClosedWhenItReadsAgain() {
        try (TestServer server = start(config -> config);
                Wire slow = server.join(Wire.connectNarrow(server.address()), "slow", "lab");
                Wire fast = server.join("fast", "lab");
                Wire alice = server.join("alice", "lab")) {
            slow.next(2);
            fast.next(2);
            CompletableFuture<List<Frame>> got = Await.async(() -> untilLast(fast));
            List<Frame> sent = publish(alice, () -> isParked(server, "slow"));
            assertEquals(sent, Await.get(got));
            assertEquals(1, server.stats().parked());
            assertEquals(0, server.closes(CloseReason.TOO_SLOW));
            List<Frame> late = slow.untilEnd();
            assertEquals(sent.subList(0, late.size()), late);
            server.awaitCloses(CloseReason.TOO_SLOW, 1);
            server.events().await("left slow too-slow");
            try (Wire again = server.join("slow", "lab")) {
                List<Frame> history = again.next((int) server.channel("lab").historyFrames() - 1);
                assertEquals(sent.subList(sent.size() - history.size(), sent.size()), history);
            }
        }
    }

    @Test
    void publisherThatNeverReadsGoesOnPublishing() {
        try (TestServer server = start(config -> config);
                Wire mute = server.join(Wire.connectNarrow(server.address()), "mute", "lab");
                Wire fast = server.join("fast", "lab");
                Wire alice = server.join("alice", "lab")) {
            fast.next(2);
            CompletableFuture<List<Frame>> got = Await.async(() -> untilLast(fast));
            List<Frame> sent = publish(alice, () -> isParked(server, "mute"));
            assertEquals(sent, Await.get(got));
            Frame[] own = numbered("mute", MANY).toArray(Frame[]::new);
            CompletableFuture<Wire> all = Await.async(() -> mute.send(own).fin());
            assertEquals(List.of(own), fast.next(MANY));
            Await.get(all);
            server.events().await("left mute left");
            assertEquals(0, server.closes(CloseReason.TOO_SLOW));
        }
    }

    @Test
    void publishersWaitForAReaderThatGoesOn() {
        try (TestServer server = start(config -> config.set(Settings.SLOW_READER_PAUSE, Await.DEADLINE));
                Wire slow = server.join(Wire.connectNarrow(server.address()), "slow", "lab");
                Wire alice = server.join("alice", "lab")) {
            slow.next();
            List<Frame> sent = numbered("alice", MANY);
            CompletableFuture<Wire> all = Await.async(() -> alice.send(sent.toArray(Frame[]::new)).fin());
            server.events().await("paused lab true");
            assertEquals(sent, slow.next(MANY));
            Await.get(all).untilEnd();
            server.events().await("paused lab false");
            assertTrue(server.stats().publisherPauses() > 0);
            assertEquals(0, server.stats().parked());
        }
    }

    @Test
    void otherChannelsDoNotWait() {
        try (TestServer server = start(config -> config.set(Settings.SLOW_READER_PAUSE, Await.DEADLINE));
                Wire slow = server.join(Wire.connectNarrow(server.address()), "slow", "lab");
                Wire alice = server.join("alice", "lab");
                Wire bob = server.join("bob", "attic");
                Wire carol = server.join("carol", "attic")) {
            Await.async(() -> alice.offer(Frames.bytes(numbered("alice", MANY).toArray(Frame[]::new))));
            server.events().await("paused lab true");
            bob.next();
            for (Frame frame : numbered("carol", 50)) {
                carol.send(frame);
                assertEquals(frame, bob.next());
            }
            slow.reset();
        }
    }

    @Test
    void withoutPauseItIsParkedAtTheWindow() {
        try (TestServer server = start(
                config -> config.set(Settings.SLOW_READER_PAUSE, Duration.ZERO).set(Settings.EVENT_LOOPS, 1));
                Wire slow = server.join(Wire.connectNarrow(server.address()), "slow", "lab");
                Wire alice = server.join("alice", "lab")) {
            slow.next();
            publish(alice, () -> isParked(server, "slow"));
            assertFalse(server.events().told().contains("paused lab true"));
        }
    }

    @Test
    void withinTheWindowNobodyIsHurt() {
        try (TestServer server = start(
                config -> config.set(Settings.DELIVERY_WINDOW, 64 * MIB).set(Settings.SLOW_READER_PAUSE,
                        Duration.ZERO));
                Wire slow = server.join(Wire.connectNarrow(server.address()), "slow", "lab");
                Wire alice = server.join("alice", "lab")) {
            slow.next();
            List<Frame> sent = numbered("alice", MANY);
            alice.send(sent.toArray(Frame[]::new)).fin().untilEnd();
            assertEquals(sent, slow.next(MANY));
            assertEquals(0, server.stats().parked());
            assertEquals(0, server.stats().publisherPauses());
        }
    }

    @Test
    void framesThatHistoryKeepsAnywayDoNotCount() {
        try (TestServer server = start(config -> config.set(Settings.HISTORY_BYTES, 64 * MIB)
                .set(Settings.HISTORY_LIMIT, 10 * MANY).set(Settings.SLOW_READER_PAUSE, Duration.ZERO));
                Wire slow = server.join(Wire.connectNarrow(server.address()), "slow", "lab");
                Wire alice = server.join("alice", "lab")) {
            slow.next();
            List<Frame> sent = numbered("alice", MANY);
            alice.send(sent.toArray(Frame[]::new)).fin().untilEnd();
            assertEquals(sent, slow.next(MANY));
            assertEquals(0, server.stats().parked());
        }
    }

    private TestServer start(UnaryOperator<ServerConfig.Builder> more) {
        return TestServer.start(transport, config -> more.apply(config.set(Settings.DELIVERY_WINDOW, MIB)
                .set(Settings.HISTORY_BYTES, MIB / 4).set(Settings.SLOW_READER_PAUSE, Duration.ofMillis(200))));
    }

    private static boolean isParked(TestServer server, String uid) {
        return server.events().told().contains("parked " + uid);
    }

    /** {@return all that it publishes until {@code enough}, and one short last frame} */
    private static List<Frame> publish(Wire alice, BooleanSupplier enough) {
        List<Frame> sent = new ArrayList<>();
        long end = System.nanoTime() + Await.DEADLINE.toNanos();
        while (!enough.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not parked in time");
            Frame frame = Frames.sized("alice", "lab", PAYLOAD + sent.size());
            alice.send(frame);
            sent.add(frame);
        }
        Frame last = Frames.message("alice", "lab", "last");
        alice.send(last);
        sent.add(last);
        return sent;
    }

    private static List<Frame> untilLast(Wire wire) {
        List<Frame> got = new ArrayList<>();
        do {
            got.add(wire.next());
        } while (got.getLast().size() >= PAYLOAD);
        return got;
    }

    private static List<Frame> numbered(String uid, int count) {
        List<Frame> frames = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            frames.add(Frames.sized(uid, "lab", PAYLOAD + i));
        }
        return frames;
    }
}
