package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import mles.protocol.Frame;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** The history that a joiner gets (SPEC 5.3). */
@BothTransports
class HistoryLimitsTest {
    private final Transport transport;

    HistoryLimitsTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void historyLimit() {
        List<Frame> sent = messages(8);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_LIMIT, 5));
                Wire alice = server.connect();
                Wire bob = server.join("bob", "lab")) {
            sent.forEach(alice::send);
            bob.next(8);
            assertEquals(5, server.channel("lab").historyFrames());
            try (Wire late = server.join("late", "lab")) {
                assertEquals(sent.subList(3, 8), late.next(5));
            }
        }
    }

    @Test
    void emptyJoinsDoNotCount() {
        List<Frame> sent = messages(3);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_LIMIT, 3))) {
            server.connect().send(sent.toArray(Frame[]::new)).fin().untilEnd();
            for (int i = 0; i < 4; i++) {
                server.join("visitor", "lab").fin().untilEnd();
            }
            try (Wire late = server.join("late", "lab")) {
                assertEquals(sent, late.next(3));
                assertEquals(List.of("", "", "", ""), late.next(4).stream().map(Frames::text).toList());
            }
        }
    }

    @Test
    void theLatestValueOfSomeChannels() {
        try (TestServer server = TestServer.start(transport,
                config -> config.parse("config.*", Settings.HISTORY_LIMIT, "1"));
                Wire alice = server.join("alice", "config.lamp");
                Wire other = server.join("alice", "lab")) {
            for (String state : List.of("on", "off")) {
                alice.send(Frames.message("alice", "config.lamp", state));
                other.send(Frames.message("alice", "lab", state));
            }
            Await.until("all is taken", () -> server.stats().receivedFrames() == 6);
            assertEquals(List.of("off"), texts(server.join("late", "config.lamp"), 1));
            assertEquals(List.of("", "on", "off"), texts(server.join("late", "lab"), 3));
        }
    }

    @Test
    void noHistory() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_LIMIT, 0));
                Wire alice = server.join("alice", "lab")) {
            alice.send(Frames.message("alice", "lab", "before"));
            Await.until("it is taken", () -> server.stats().receivedFrames() == 2);
            try (Wire bob = server.join("bob", "lab")) {
                assertEquals("", alice.nextText());
                alice.send(Frames.message("alice", "lab", "after"));
                assertEquals("after", bob.nextText());
            }
            assertEquals(0, server.channel("lab").historyFrames());
        }
    }

    @Test
    void historyBytes() {
        List<Frame> sent = messages(10);
        long room = 4L * sent.getFirst().size();
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_BYTES, room));
                Wire alice = server.connect()) {
            alice.send(sent.toArray(Frame[]::new)).fin().untilEnd();
            assertEquals(room, server.channel("lab").historyBytes());
            try (Wire late = server.join("late", "lab")) {
                assertEquals(sent.subList(6, 10), late.next(4));
            }
        }
    }

    @Test
    void historyAge() {
        Duration age = Duration.ofSeconds(2);
        Frame old = Frames.message("alice", "lab", "old");
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_AGE, age))) {
            long start = System.nanoTime();
            server.connect().send(old).fin().untilEnd();
            Await.until("the old frame is gone", () -> {
                try (Wire late = server.join("late", "lab")) {
                    boolean gone = !late.fin().untilEnd().contains(old);
                    assertTrue(!gone || System.nanoTime() - start >= age.toNanos(), "gone too early");
                    return gone;
                }
            });
        }
    }

    private static List<String> texts(Wire late, int count) {
        try (late) {
            return late.next(count).stream().map(Frames::text).toList();
        }
    }

    private static List<Frame> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> Frames.message("alice", "lab", "" + i)).toList();
    }
}
