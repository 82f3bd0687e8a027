package mles.cluster.nats;

import static mles.server.spi.RelayEntry.Kind.CLEAR;
import static mles.server.spi.RelayEntry.Kind.EMPTY_JOINS;
import static mles.server.spi.RelayEntry.Kind.MESSAGES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries of channels in one NATS server. */
class NatsRelayTest {
    private static final Servers SERVERS = new Servers();
    private static NatsServer nats;
    private static Relay relay;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        nats = NatsServer.startWithStreams(folder);
        relay = SERVERS.start(nats.place("test"));
    }

    @AfterAll
    static void stop() {
        if (relay != null) {
            relay.close();
        }
        if (nats != null) {
            nats.close();
        }
    }

    @Test
    void emptyChannelIsLiveAtOnce() {
        try (Taken channel = new Taken(relay, "empty").tail().awaitLive()) {
            assertEquals(List.of(), channel.entries());
        }
    }

    @Test
    void entriesAreReadAndThenComeLive() {
        try (Taken first = new Taken(relay, "order"); Taken second = new Taken(relay, "order")) {
            first.tail().awaitLive();
            assertTrue(first.propose(MESSAGES, 7, 1, "a"));
            assertTrue(first.propose(MESSAGES, 7, 2, "b"));
            second.tail().awaitLive();
            assertTrue(first.propose(MESSAGES, 7, 3, "c"));
            Await.until("all", () -> first.entries().size() == 3 && second.entries().size() == 3);
            assertEquals(List.of("a", "b", "c"), second.entries());
            assertEquals(first.positions(), second.positions());
            assertEquals(0, first.gaps() + second.gaps());
        }
    }

    @Test
    void secondAttemptIsOneEntry() {
        try (Taken channel = new Taken(relay, "twice")) {
            assertTrue(channel.propose(MESSAGES, 7, 1, "a"));
            assertTrue(channel.propose(MESSAGES, 7, 1, "a"));
            channel.tail().awaitLive();
            assertEquals(List.of("a"), channel.entries());
        }
    }

    @Test
    void clearDropsWhatIsOlder() {
        try (Taken first = new Taken(relay, "clear"); Taken second = new Taken(relay, "clear")) {
            first.tail().awaitLive();
            first.propose(MESSAGES, 7, 1, "a");
            Await.until("a", () -> first.entries().size() == 1);
            second.tail(first.positions().get(0)).awaitLive();
            first.propose(CLEAR, 7, 2, "");
            first.propose(MESSAGES, 7, 3, "b");
            Await.until("b", () -> first.entries().size() == 3);
            assertEquals(List.of("a", "clear", "b"), first.entries());
            try (Taken third = new Taken(relay, "clear").tail().awaitLive()) {
                assertEquals(List.of("clear", "b"), third.entries());
            }
            try (Taken behind = new Taken(relay, "clear").tail(first.positions().get(0)).awaitLive()) {
                assertEquals(List.of("clear", "b"), behind.entries());
                assertEquals(List.of(), behind.losses());
            }
        }
    }

    @Test
    void emptyJoinsPushNoMessageOut() {
        try (Taken channel = new Taken(relay, "joins")) {
            channel.tail().awaitLive();
            channel.propose(MESSAGES, 7, 1, "kept");
            for (int i = 0; i < 700; i++) {
                assertTrue(channel.propose(EMPTY_JOINS, 7, 2 + i, "j" + i));
            }
            Await.until("all", () -> channel.entries().size() == 701);
            assertEquals(0, channel.gaps());
            try (Taken other = new Taken(relay, "joins").tail().awaitLive()) {
                assertEquals("kept", other.entries().get(0));
                assertEquals(200, other.entries().size(), 1);
                assertEquals("j699", other.entries().get(other.entries().size() - 1));
            }
        }
    }

    @Test
    void positionThatWasPushedOutTellsLost() {
        try (Taken channel = new Taken(relay, "lost")) {
            channel.propose(MESSAGES, 7, 1, "m1");
            channel.tail().awaitLive();
            Position first = channel.positions().get(0);
            for (int i = 2; i <= 600; i++) {
                channel.propose(MESSAGES, 7, i, "m" + i);
            }
            try (Taken late = new Taken(relay, "lost").tail(first).awaitLive()) {
                assertEquals(1, late.losses().size());
                assertTrue(late.entries().size() >= 100, "few kept: " + late.entries().size());
                assertEquals("m600", late.entries().get(late.entries().size() - 1));
            }
        }
    }
}
