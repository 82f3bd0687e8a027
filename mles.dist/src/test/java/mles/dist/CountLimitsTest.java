package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.server.ChannelInfo;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Limits on how many there are at a time. */
@BothTransports
class CountLimitsTest {
    private final Transport transport;

    CountLimitsTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void maxConnections() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_CONNECTIONS, 2));
                Wire alice = server.join("alice", "lab")) {
            try (Wire bob = server.join("bob", "lab"); Wire carol = server.connect()) {
                carol.awaitSilentEnd();
                server.awaitCloses(CloseReason.CONNECTION_LIMIT, 1);
                bob.send(Frames.message("bob", "lab", "not disturbed"));
                assertEquals(List.of("", "not disturbed"), List.of(alice.nextText(), alice.nextText()));
            }
            Await.until("there is room", () -> server.stats().connections() == 1);
            server.join("carol", "lab").close();
            assertEquals("", alice.nextText());
        }
    }

    @Test
    void maxConnectionsPerAddress() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MAX_CONNECTIONS_PER_ADDRESS, 2));
                Wire alice = server.join("alice", "lab")) {
            try (Wire bob = server.join("bob", "lab"); Ws browser = Ws.dial(server.browserAddress())) {
                browser.awaitEnd();
                server.awaitCloses(CloseReason.ADDRESS_LIMIT, 1);
                bob.send(Frames.message("bob", "lab", "not disturbed"));
                assertEquals(List.of("", "not disturbed"), List.of(alice.nextText(), alice.nextText()));
            }
            Await.until("there is room", () -> server.stats().connections() == 1);
            server.join("carol", "lab").close();
            assertEquals("", alice.nextText());
        }
    }

    @Test
    void joinsPerSecond() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.JOIN_RATE_PER_ADDRESS, 1));
                Wire alice = server.join("alice", "lab")) {
            Await.until("one is refused", () -> {
                try (Wire bob = server.connect()) {
                    bob.offer(Frames.bytes(Frames.message("bob", "lab", ""))).fin().untilEnd();
                }
                return server.closes(CloseReason.RATE_LIMIT) > 0;
            });
            Await.until("a second is over", () -> {
                try (Wire carol = server.connect()) {
                    carol.offer(Frames.bytes(Frames.message("carol", "attic", ""))).fin().untilEnd();
                }
                return server.server().channels(10).stream().anyMatch(channel -> channel.name().equals("attic"));
            });
            alice.send(Frames.message("alice", "lab", "still here"));
        }
    }

    /** The answer waits, the good key of the same address does not, and what waits gives way. */
    @Test
    void wrongKeysPerSecond() {
        byte[] wrong = Frames.bytes(Frames.message("eve", "lab", ""));
        wrong[Header.SIZE - 1] ^= 1;
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.WRONG_KEY_RATE_PER_ADDRESS, 1).set(Settings.MAX_CONNECTIONS, 2));
                Wire alice = server.join("alice", "lab")) {
            server.connect().offer(wrong).untilEnd();
            long start = System.nanoTime();
            try (Wire eve = server.connect().offer(wrong)) {
                eve.untilEnd();
            }
            server.awaitCloses(CloseReason.WRONG_KEY, 2);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 1000, "answered after " + millis + " ms");
            server.join("bob", "lab").close();
            assertEquals("", alice.nextText());
        }
    }

    @Test
    void bytesPerSecond() {
        Frame large = Frames.sized("alice", "lab", 1 << 20);
        try (TestServer server = TestServer.start(transport,
                config -> config.parse(Settings.PUBLISH_RATE_PER_ADDRESS, "1MiB"));
                Wire bob = server.join("bob", "lab");
                Wire alice = server.join("alice", "lab")) {
            long start = System.nanoTime();
            alice.send(large, large, large, large);
            assertEquals(List.of("", large, large, large, large), Stream
                    .concat(Stream.of(bob.nextText()), bob.next(4).stream()).toList());
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 1500, "4 MiB after " + millis + " ms, the first of them at once");
        }
    }

    @Test
    void maxChannels() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MAX_CHANNELS, 2).set(Settings.EVENT_LOOPS, 1));
                Wire attic = server.join("alice", "attic")) {
            try (Wire lab = server.join("alice", "lab")) {
                try (Wire third = server.connect().send(Frames.message("alice", "garden", ""))) {
                    third.awaitSilentEnd();
                }
                server.awaitCloses(CloseReason.CHANNEL_LIMIT, 1);
                server.join("bob", "lab").close();
                lab.next();
            }
            Await.until("nobody is in the lab", () -> server.channel("lab").members() == 0);
            server.join("alice", "garden").close();
            assertEquals(List.of("attic", "garden"), names(server));
            attic.send(Frames.message("alice", "attic", "still here"));
        }
    }

    @Test
    void oldestChannelWithoutMembersMakesRoom() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MAX_CHANNELS, 3).set(Settings.EVENT_LOOPS, 1))) {
            for (String name : List.of("a", "b", "c", "d")) {
                server.join("alice", name).fin().untilEnd();
            }
            assertEquals(List.of("b", "c", "d"), names(server));
        }
    }

    @Test
    void channelIdle() {
        Duration idle = Duration.ofMillis(300);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.CHANNEL_IDLE, idle));
                Wire attic = server.join("alice", "attic")) {
            long start = System.nanoTime();
            server.join("alice", "lab").close();
            Await.until("the lab is gone", () -> server.stats().channels() == 1);
            assertTrue(System.nanoTime() - start >= idle.toNanos());
            assertEquals(List.of("attic"), names(server));
            try (Wire bob = server.join("bob", "attic")) {
                assertEquals(Frames.message("alice", "attic", ""), bob.next());
                assertEquals("", attic.nextText());
            }
        }
    }

    @Test
    void channelWithoutHistoryGoesWithItsLastMember() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_LIMIT, 0))) {
            server.join("alice", "lab").fin().untilEnd();
            assertEquals(0, server.stats().channels());
        }
    }

    private static List<String> names(TestServer server) {
        return server.server().channels(10).stream().map(ChannelInfo::name).sorted().toList();
    }
}
