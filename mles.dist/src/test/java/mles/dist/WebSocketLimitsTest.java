package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.CloseReason;
import mles.protocol.Message;
import mles.server.config.Settings;
import mles.websocket.WebSocketSettings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of WebSockets, each with its own name (SPEC 8.4, 9). */
@BothTransports
class WebSocketLimitsTest {
    private final Transport transport;

    WebSocketLimitsTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void channelsOnOneSocket() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(WebSocketSettings.WS_MAX_CHANNELS, 3));
                Ws ws = server.browser()) {
            for (int i = 1; i <= 3; i++) {
                server.join(ws, "ann", "c" + i);
            }
            ws.message("ann", "c4", "");
            Ws.Got close = ws.awaitClose();
            assertEquals(1008, close.code());
            assertEquals("channel-limit 4 c4", close.closeText());
            server.awaitCloses(CloseReason.CHANNEL_LIMIT, 1);
        }
    }

    @Test
    void namesInTheCloseTextAreCut() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_NAME, 200L));
                Ws ws = server.browser()) {
            ws.message("u".repeat(201), "ä".repeat(100), "");
            Ws.Got close = ws.awaitClose();
            assertEquals(1011, close.code());
            assertTrue(close.closeText().startsWith("name-too-long 1 ää"), close.closeText());
            assertTrue(close.body().length <= 125);
            assertEquals(-1, close.closeText().indexOf('\ufffd'), "no character is cut");
        }
    }

    @Test
    void aChannelOfTooLongANameIsNotRepeated() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_NAME, 200L));
                Ws ws = server.browser()) {
            ws.message("ann", "c".repeat(201), "");
            assertEquals("name-too-long 1", ws.awaitClose().closeText().strip());
            server.awaitCloses(CloseReason.NAME_TOO_LONG, 1);
        }
    }

    @Test
    void payloads() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MAX_FIRST_FRAME, 500).set(Settings.MAX_FRAME, 1000))) {
            assertEquals(1009, answer(server, 501));
            assertEquals(0, answer(server, 500));
            try (Ws ws = server.browse("later", "lab")) {
                ws.frame(Ws.FIN | Ws.BINARY, sized("later", 1000));
                ws.frame(Ws.FIN | Ws.BINARY, sized("later", 1001));
                Ws.Got close = ws.awaitClose();
                assertEquals(1009, close.code());
                assertEquals("too-large", close.closeText(), "nobody reads so far as to know whose it is");
            }
            try (Ws ws = server.browse("later", "lab")) {
                ws.frame(Ws.FIN | Ws.BINARY, sized("other", 501));
                assertEquals("too-large 2 lab", ws.awaitClose().closeText());
            }
        }
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MAX_FIRST_FRAME, 1000).set(Settings.MAX_FRAME, 500));
                Ws ws = server.browse("later", "lab")) {
            ws.frame(Ws.FIN | Ws.BINARY, sized("later", 501));
            assertEquals("too-large 1 lab", ws.awaitClose().closeText());
        }
    }

    /** A ping waits behind what the socket does not take; who reads slowly has no chance to answer it in time. */
    @Test
    void whoReadsSlowlyIsThere() {
        int count = 60;
        byte[] large = new byte[300_000];
        try (TestServer server = TestServer.start(transport, config -> config
                .set(WebSocketSettings.WS_PING, Duration.ofMillis(50))
                .set(WebSocketSettings.WS_TIMEOUT, Duration.ofSeconds(2)));
                Wire bob = server.join("bob", "lab");
                Ws slow = server.browse("slow", "lab")) {
            for (int i = 0; i < count; i++) {
                bob.send(Frames.of("bob", "lab", Message.of("bob", "lab", large).encode()));
            }
            assertEquals("bob", slow.nextMessage().uid());
            for (int i = 0; i < count; i++) {
                LockSupport.parkNanos(50_000_000);
                assertEquals(large.length, slow.nextMessage().payload().remaining());
            }
        }
    }

    @Test
    void pingsComeAndSilenceEnds() {
        try (TestServer server = TestServer.start(transport, config -> config
                .set(WebSocketSettings.WS_PING, Duration.ofMillis(50))
                .set(WebSocketSettings.WS_TIMEOUT, Duration.ofMillis(500)));
                Ws ws = server.browse("ann", "lab")) {
            long start = System.nanoTime();
            // Answered pings keep it open.
            while (System.nanoTime() - start < 1_000_000_000L) {
                Ws.Got ping = ws.frame();
                assertEquals(Ws.PING, ping.opcode());
                ws.frame(Ws.FIN | Ws.PONG, ping.body());
            }
            assertEquals("unresponsive", ws.awaitClose().closeText());
            server.awaitCloses(CloseReason.UNRESPONSIVE, 1);
        }
    }

    @Test
    void aMessageThatStallsHalfWay() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.FRAME_TIMEOUT, Duration.ofMillis(100)));
                Ws member = server.browse("ann", "lab");
                Ws stranger = server.browser()) {
            member.frame(Ws.BINARY, (byte) 1);
            assertEquals("frame-timeout", member.awaitClose().closeText());
            stranger.frame(Ws.BINARY, (byte) 1);
            assertEquals("first-frame-timeout", stranger.awaitClose().closeText());
        }
    }

    /** RFC 6455, 5.2: a length of 1 MiB, and less of the header or the payload. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 14, 24})
    void aFrameThatStallsHalfWay(int bytes) {
        byte[] start = Arrays.copyOf(new byte[]{(byte) (Ws.FIN | Ws.BINARY), (byte) 0xff, 0, 0, 0, 0, 0, 0x10}, bytes);
        try (TestServer server = TestServer.start(transport, config -> config
                .set(Settings.FRAME_TIMEOUT, Duration.ofMillis(100)).set(WebSocketSettings.WS_TIMEOUT, Duration.ZERO));
                Ws member = server.browse("ann", "lab")) {
            member.send(start);
            assertEquals("frame-timeout", member.awaitClose().closeText());
            server.awaitCloses(CloseReason.FRAME_TIMEOUT, 1);
        }
    }

    /** Fragments, pings and pongs; all in one piece, which takes several turns of the loop. */
    @ParameterizedTest
    @ValueSource(ints = {Ws.CONTINUATION, Ws.FIN | Ws.PING, Ws.FIN | Ws.PONG})
    void controlFramesWithoutMeasure(int first) {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(WebSocketSettings.WS_CONTROLS_PER_SECOND, 500));
                Ws bob = server.browse("bob", "lab");
                Ws ws = server.browse("ann", "lab")) {
            ws.frame(Ws.BINARY);
            ByteArrayOutputStream flood = new ByteArrayOutputStream();
            for (int i = 0; i < 1000; i++) {
                flood.writeBytes(Ws.bytes(first));
            }
            ws.send(flood.toByteArray());
            server.awaitCloses(CloseReason.RATE_LIMIT, 1);
            server.events().await("left ann rate-limit");
            bob.message("bob", "lab", "not disturbed");
        }
    }

    /** More than a turn of the loop takes, and the end right behind it. */
    @Test
    void manySmallMessagesAtOnce() {
        int count = 3000;
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_LIMIT, 0));
                Wire bob = server.join("bob", "lab");
                Ws ws = server.browse("ann", "lab")) {
            assertEquals("", bob.nextText());
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                all.writeBytes(Ws.bytes(Ws.FIN | Ws.BINARY, Ws.payload("ann", "lab", "m" + i)));
            }
            ws.send(all.toByteArray());
            for (int i = 0; i < count; i++) {
                assertEquals("m" + i, bob.nextText());
            }
        }
    }

    @Test
    void connections() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_CONNECTIONS, 1));
                Ws one = server.browser();
                Ws two = Ws.dial(server.browserAddress())) {
            two.awaitEnd();
            server.awaitCloses(CloseReason.CONNECTION_LIMIT, 1);
            server.join(one, "ann", "lab");
        }
    }

    @Test
    void memoryOfThoseWhoAreNoMembersYet() {
        // One half is for TCP.
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.MAX_UNAUTHENTICATED, 2 * 600_000L).set(Settings.EVENT_LOOPS, 1));
                Ws oldest = server.browser();
                Ws second = server.browser();
                Ws third = server.browser()) {
            byte[] half = new byte[200_000];
            oldest.frame(Ws.BINARY, half);
            Await.until("it is held", () -> server.stats().memoryUsed() >= 200_000);
            second.frame(Ws.BINARY, half);
            Await.until("it is held", () -> server.stats().memoryUsed() >= 400_000);
            third.frame(Ws.BINARY, half);
            Await.until("all is held", () -> server.stats().memoryUsed() >= 600_000);
            // The oldest is read on, and makes room for the next.
            for (Ws ws : new Ws[]{oldest, second, third}) {
                ws.frame(Ws.FIN | Ws.CONTINUATION, (byte) 1);
                assertEquals(1007, ws.awaitClose().code());
            }
            Await.until("nothing is held", () -> server.stats().memoryUsed() == 0);
        }
    }

    private static int answer(TestServer server, int size) {
        try (Ws ws = server.browser()) {
            long joins = server.stats().joins();
            ws.frame(Ws.FIN | Ws.BINARY, sized("first", size));
            if (size > 500) {
                return ws.awaitClose().code();
            }
            Await.until("it is in", () -> server.stats().joins() > joins);
            return 0;
        }
    }

    private static byte[] sized(String uid, int size) {
        int overhead = Message.of(uid, "lab", new byte[size - 100]).encode().remaining() - (size - 100);
        return Ws.bytes(Message.of(uid, "lab", new byte[size - overhead]).encode());
    }
}
