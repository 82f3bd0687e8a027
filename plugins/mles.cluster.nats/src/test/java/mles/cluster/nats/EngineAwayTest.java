package mles.cluster.nats;

import static mles.server.spi.RelayEntry.Kind.MESSAGES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.Consumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that goes away, comes back, and may have lost something. */
class EngineAwayTest {
    @TempDir
    private Path folder;

    private final Servers servers = new Servers();
    private NatsServer nats;
    private Relay relay;

    @BeforeEach
    void start() throws IOException {
        nats = NatsServer.startWithStreams(folder);
        relay = servers.start(nats.place("mles"));
    }

    @AfterEach
    void stop() {
        relay.close();
        nats.close();
    }

    @Test
    void downAndUpAreTold() throws IOException {
        try (Taken channel = new Taken(relay, "c").tail().awaitLive()) {
            assertTrue(channel.propose(MESSAGES, 1, 1, "a"));
            nats.kill();
            Await.until("down", () -> servers.told().size() == 1);
            assertEquals("down: the connection was lost", servers.told().get(0));
            assertFalse(channel.propose(MESSAGES, 1, 2, "b"));
            channel.tail();
            Await.until("a reason", () -> !channel.failure().isEmpty());
            assertEquals(1, channel.failure().lines().count());
            nats.start();
            Await.until("up", () -> servers.told().size() == 2);
            assertEquals("up", servers.told().get(1));
            channel.tail().awaitLive();
            assertTrue(channel.propose(MESSAGES, 1, 2, "b"));
            Await.until("live again", () -> channel.entries().equals(List.of("a", "b")));
        }
    }

    @Test
    void unansweredAttemptsAreOneEntry() throws IOException {
        try (Taken channel = new Taken(relay, "c").tail().awaitLive()) {
            for (int i = 1; i <= 60; i++) {
                boolean isCut = i % 20 == 0;
                Thread killer = Thread.ofVirtual().unstarted(nats::kill);
                if (isCut) {
                    killer.start();
                }
                boolean isStored = channel.propose(MESSAGES, 1, i, "m" + i);
                if (isCut) {
                    join(killer);
                    nats.start();
                }
                while (!isStored) {
                    LockSupport.parkNanos(20_000_000);
                    isStored = channel.propose(MESSAGES, 1, i, "m" + i);
                }
            }
            try (Taken all = new Taken(relay, "c").tailUntilLive()) {
                assertEquals(60, all.entries().size());
                assertEquals(60, all.entries().stream().distinct().count());
            }
        }
    }

    @Test
    void emptiedEngineHasAnotherEpoch() throws Exception {
        try (Taken channel = new Taken(relay, "c").tail().awaitLive()) {
            assertTrue(channel.propose(MESSAGES, 1, 1, "a"));
            Await.until("a", () -> channel.entries().size() == 1);
            Position old = channel.positions().get(0);
            try (Foreign other = new Foreign(nats)) {
                other.management().deleteStream("mles-0");
                other.management().deleteStream("mles-1");
                try (Relay second = new Servers().start(nats.place("mles")); Taken again = new Taken(second, "c")) {
                    assertTrue(again.propose(MESSAGES, 2, 1, "b"));
                    Await.until("told", () -> !channel.failure().isEmpty());
                    try (Taken behind = new Taken(relay, "c").tail(old).awaitLive()) {
                        assertEquals(List.of("b"), behind.entries());
                        assertNotEquals(old.epoch(), behind.last().epoch());
                    }
                    try (Taken all = new Taken(relay, "c").tail().awaitLive()) {
                        assertEquals(List.of("b"), all.entries());
                    }
                }
            }
        }
    }

    @Test
    void engineThatLostItsEndHasAnotherEpoch() throws IOException {
        Taken channel = new Taken(relay, "c").tail().awaitLive();
        assertTrue(channel.propose(MESSAGES, 1, 1, "a"));
        relay.close();
        nats.kill();
        copy(folder.resolve("store"), folder.resolve("copy"));
        nats.start();
        relay = servers.start(nats.place("mles"));
        Taken later = new Taken(relay, "c").tail().awaitLive();
        for (int i = 0; i < 9; i++) {
            assertTrue(later.propose(MESSAGES, 2, 1 + i, "b"));
        }
        Await.until("all", () -> later.entries().size() == 10);
        relay.close();
        nats.kill();
        delete(folder.resolve("store"));
        copy(folder.resolve("copy"), folder.resolve("store"));
        nats.start();
        relay = servers.start(nats.place("mles"));
        try (Taken behind = new Taken(relay, "c").tail(later.last())) {
            Await.until("another epoch", () -> !behind.failure().isEmpty());
            behind.tail().awaitLive();
            assertNotEquals(later.last().epoch(), behind.last().epoch());
            assertEquals(List.of("a"), behind.entries());
        }
    }

    @Test
    void foreignMessagesAreLeftOut() throws Exception {
        ChannelSubject subject = ChannelSubject.of(new ChannelName("c"), 2);
        try (Taken channel = new Taken(relay, "c").tail().awaitLive();
                Foreign other = new Foreign(nats)) {
            assertTrue(channel.propose(MESSAGES, 1, 1, "a"));
            other.streams().publish("mles.in." + subject.stream() + ".c", new byte[]{1});
            assertTrue(channel.propose(MESSAGES, 1, 2, "b"));
            Await.until("both", () -> channel.entries().equals(List.of("a", "b")));
            assertEquals(1, channel.gaps());
        }
    }

    @Test
    void droppedLiveEntriesEndTheTails() throws IOException {
        NatsAddress address = NatsAddress.parse(nats.place("mles"));
        StreamPlan plan = new StreamPlan("mles", 2, Room.of(new Retention(1, 1, Duration.ZERO)));
        List<String> failures = new ArrayList<>();
        try (NatsLink link = new NatsLink(address, new Unheard())) {
            link.connect();
            StreamSetup setup = new StreamSetup(link, plan, address, System.nanoTime());
            try (Engine engine = new Engine(link, plan, setup, setup.prepare())) {
                Taken taken = new Taken(sink -> new NatsChannel(engine, new ChannelName("c"), sink));
                taken.tail().awaitLive();
                engine.lane(0).fail("dropped");
                engine.lane(1).fail("dropped");
                failures.add(taken.failure());
            }
        }
        assertEquals(List.of("dropped"), failures);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Listens to no event. */
    private static final class Unheard implements NatsLink.Listener {
        @Override
        public void connected() {
        }

        @Override
        public void disconnected() {
        }

        @Override
        public void dropped(Consumer dispatcher) {
        }
    }
}
