package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.CloseReason;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.transport.EventLoops;
import org.junit.jupiter.api.Test;

/** Limits on how long a frame may take (SPEC 9, row 5). */
@BothTransports
class TimeLimitsTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    private final Transport transport;

    TimeLimitsTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void silenceBeforeTheFirstByte() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.FIRST_BYTE_TIMEOUT, LIMIT))) {
            long start = System.nanoTime();
            try (Wire alice = server.connect()) {
                alice.awaitSilentEnd();
                assertTrue(System.nanoTime() - start >= LIMIT.toNanos());
            }
            server.awaitCloses(CloseReason.FIRST_FRAME_TIMEOUT, 1);
            server.events().await("refused first-frame-timeout");
        }
    }

    /** A reference client connects, and then asks its user for a name. */
    @Test
    void thinkingBeforeTheFirstByteIsNotSlow() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.FIRST_FRAME_TIMEOUT, Duration.ofMillis(20)));
                Wire alice = server.connect()) {
            LockSupport.parkNanos(LIMIT.toNanos());
            server.join(alice, "alice", "lab");
        }
    }

    @Test
    void silentOnesMakeRoom() {
        byte[] first = Frames.bytes(Frames.message("carol", "lab", ""));
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_CONNECTIONS, 3));
                Wire alice = server.join("alice", "lab");
                Wire silent = server.connect();
                Wire begun = server.connect().send(first[0])) {
            server.join("bob", "lab").fin().untilEnd();
            silent.awaitSilentEnd();
            server.awaitCloses(CloseReason.CONNECTION_LIMIT, 1);
            assertEquals(Frames.message("bob", "lab", ""), alice.next());
            begun.send(Arrays.copyOfRange(first, 1, first.length));
            assertEquals(Frames.message("carol", "lab", ""), alice.next());
        }
    }

    @Test
    void halfAHeader() {
        firstFrameTimeout(15);
    }

    @Test
    void halfAPayload() {
        firstFrameTimeout(20);
    }

    @Test
    void bytesOfAHeaderAreNoProgress() {
        byte[] first = Frames.bytes(Frames.message("alice", "lab", ""));
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.FIRST_FRAME_TIMEOUT, LIMIT))) {
            // The server may count from before connect returns.
            long start = System.nanoTime();
            try (Wire alice = server.connect()) {
                for (int at = 0; at < 3; at++) {
                    alice.offer(first[at]);
                }
                alice.awaitSilentEnd();
            }
            long took = System.nanoTime() - start;
            assertTrue(took >= LIMIT.toNanos() && took < 10 * LIMIT.toNanos(), "took " + took + " ns");
        }
    }

    @Test
    void whoTakesNothingForTooLong() {
        assumeTrue(EventLoops.hasEpoll() && transport != Transport.NIO, "tcp-user-timeout is for epoll only");
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.TCP_USER_TIMEOUT, Duration.ofSeconds(1)));
                Wire reader = server.join(Wire.connectNarrow(server.address()), "reader", "lab");
                Wire alice = server.join("alice", "lab")) {
            assertEquals("", reader.nextText());
            for (int i = 0; i < 200; i++) {
                alice.send(Frames.sized("alice", "lab", 50_000));
            }
            server.awaitCloses(CloseReason.UNRESPONSIVE, 1);
            server.events().await("left reader unresponsive");
            assertEquals(1, server.stats().members());
        }
    }

    @Test
    void memberMayBeSilent() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.FIRST_BYTE_TIMEOUT, LIMIT).set(Settings.FRAME_TIMEOUT, LIMIT));
                Wire alice = server.join("alice", "lab");
                Wire stranger = server.connect()) {
            stranger.awaitSilentEnd();
            try (Wire stalled = server.join("bob", "lab").send((byte) 'M')) {
                stalled.untilEnd();
            }
            server.awaitCloses(CloseReason.FIRST_FRAME_TIMEOUT, 1);
            server.awaitCloses(CloseReason.FRAME_TIMEOUT, 1);
            alice.next();
            server.join("carol", "lab").close();
            assertEquals(Frames.message("carol", "lab", ""), alice.next());
        }
    }

    @Test
    void laterFrame() {
        byte[] cut = Arrays.copyOf(Frames.bytes(Frames.message("alice", "lab", "never whole")), 40);
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.FRAME_TIMEOUT, LIMIT));
                Wire bob = server.join("bob", "lab");
                Wire alice = server.join("alice", "lab")) {
            long start = System.nanoTime();
            alice.send(Frames.message("alice", "lab", "whole")).send(cut).untilEnd();
            assertTrue(System.nanoTime() - start >= LIMIT.toNanos());
            server.awaitCloses(CloseReason.FRAME_TIMEOUT, 1);
            bob.next();
            assertEquals("whole", bob.nextText());
        }
    }

    @Test
    void off() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.FIRST_FRAME_TIMEOUT, Duration.ZERO).set(Settings.FRAME_TIMEOUT,
                        Duration.ZERO));
                Wire silent = server.connect();
                Wire bob = server.join("bob", "lab")) {
            byte[] join = Frames.bytes(Frames.message("alice", "lab", ""), Frames.message("alice", "lab", "x"));
            silent.send(Arrays.copyOf(join, 3));
            silent.send(Arrays.copyOfRange(join, 3, join.length));
            assertEquals("", bob.nextText());
            assertEquals("x", bob.nextText());
        }
    }

    private void firstFrameTimeout(int bytes) {
        byte[] first = Arrays.copyOf(Frames.bytes(Frames.message("alice", "lab", "")), bytes);
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.FIRST_FRAME_TIMEOUT, LIMIT))) {
            long start = System.nanoTime();
            try (Wire alice = server.connect().send(first)) {
                alice.awaitSilentEnd();
                assertTrue(System.nanoTime() - start >= LIMIT.toNanos());
            }
            server.awaitCloses(CloseReason.FIRST_FRAME_TIMEOUT, 1);
            server.join("alice", "lab").close();
        }
    }
}
