package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.config.Settings;
import mles.server.Stats;
import mles.server.config.Transport;
import mles.testkit.Corpus;
import mles.testkit.Damage;
import org.junit.jupiter.api.Test;

/**
 * A whole server on hostile input while two members talk: each connection ends for a reason that is not our fault, and the
 * two do not notice. The properties that say how much is tried are those of {@code DamageTest} in the kit.
 */
@BothTransports
class DamageTest {
    private static final Path KEPT = Path.of("src", "test", "resources", "mles", "dist", "damage");
    private static final long FIRST = Long.getLong("mles.fuzz.first", 1);
    private static final long COUNT = Long.getLong("mles.fuzz", 500);
    private static final Damage DAMAGE = Damage.of(Frames.KEY);
    private static final List<CloseReason> REASONS = List.of(CloseReason.values());
    private static final long PAUSE_NANOS = 1_000_000;

    private final Transport transport;

    DamageTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void frames() throws IOException {
        run("frames.txt", DAMAGE::frames, (server, bytes) -> {
            try (Wire wire = server.connect()) {
                int half = bytes.length / 2;
                wire.offer(Arrays.copyOf(bytes, half)).offer(Arrays.copyOfRange(bytes, half, bytes.length));
                unlessGone(wire::fin);
                wire.untilEnd();
            }
        });
    }

    @Test
    void browsers() throws IOException {
        run("browsers.txt", DAMAGE::browser, (server, bytes) -> {
            try (Ws ws = server.browser()) {
                unlessGone(() -> ws.send(bytes));
                unlessGone(ws::fin);
                ws.awaitEnd();
            }
        });
    }

    /** Use of an input. */
    @FunctionalInterface
    private interface Attack {
        void on(TestServer server, byte[] bytes);
    }

    private void run(String name, LongFunction<byte[]> inputs, Attack attack) throws IOException {
        Corpus corpus = Corpus.read(Objects.requireNonNull(DamageTest.class.getResourceAsStream("damage/" + name)));
        AtomicBoolean over = new AtomicBoolean();
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_CHANNELS, 100));
                Wire bob = server.join("bob", "garden");
                Wire alice = server.join("alice", "garden")) {
            bob.next();
            CompletableFuture<Long> talk = Await.async(() -> talk(alice, bob, over));
            Function<byte[], String> subject = bytes -> outcome(server, attack, bytes);
            corpus.replay(subject);
            corpus.explore(FIRST, COUNT, inputs, subject);
            over.set(true);
            Await.get(talk);
            assertEquals(2, server.stats().members());
            assertEquals(2, server.stats().connections());
            assertEquals(0, server.closes(CloseReason.INTERNAL));
        }
        if (Boolean.getBoolean("mles.fuzz.keep")) {
            Files.writeString(KEPT.resolve(name), corpus.text());
        }
    }

    /** {@return why the connection ended} */
    private static String outcome(TestServer server, Attack attack, byte[] bytes) {
        Stats stats = server.stats();
        long[] before = REASONS.stream().mapToLong(stats::closes).toArray();
        long all = Arrays.stream(before).sum();
        attack.on(server, bytes);
        Await.until("the connection is gone", () -> REASONS.stream().mapToLong(stats::closes).sum() > all);
        List<CloseReason> reasons = IntStream.range(0, before.length)
                .filter(i -> stats.closes(REASONS.get(i)) > before[i]).mapToObj(REASONS::get).toList();
        assertEquals(1, reasons.size(), "reasons: " + reasons);
        assertNotEquals(CloseReason.INTERNAL, reasons.getFirst());
        return reasons.getFirst().word();
    }

    /** The server may have ended the connection already. */
    private static void unlessGone(Runnable send) {
        try {
            send.run();
        } catch (UncheckedIOException e) {
            // it has
        }
    }

    /** {@return the number of messages that went from one to the other, each of them as it was sent} */
    private static long talk(Wire alice, Wire bob, AtomicBoolean over) {
        long sent = 0;
        while (!over.get()) {
            Frame frame = Frames.message("alice", "garden", "message " + sent);
            alice.send(frame);
            assertEquals(frame, bob.next());
            sent++;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return sent;
    }
}
