package mles.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Credentials;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Members on WebSockets beside members on TCP (SPEC 8). */
@BothTransports
class WebSocketTest {
    private final Transport transport;

    WebSocketTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void bothSidesGetTheSamePayloads() {
        try (TestServer server = TestServer.start(transport);
                Wire bob = server.join("bob", "lab");
                Ws ann = server.browse("ann", "lab")) {
            assertEquals("bob", ann.nextMessage().uid());
            Frame presence = bob.next();
            assertEquals(Frames.message("ann", "lab", ""), presence);
            byte[] sent = Ws.payload("ann", "lab", "from a browser");
            ann.frame(Ws.FIN | Ws.BINARY, sent);
            assertEquals(Frames.of("ann", "lab", ByteBuffer.wrap(sent)), bob.next());
            Frame frame = Frames.message("bob", "lab", "from afar");
            bob.send(frame);
            assertArrayEquals(Ws.bytes(frame.payload()), ann.nextPayload());
        }
    }

    @Test
    void manyMembersOnOneSocket() {
        try (TestServer server = TestServer.start(transport); Ws ann = server.browse("ann", "a")) {
            server.join(ann, "ann", "b");
            server.join(ann, "eve", "a");
            // Two of them share a channel, and see each other.
            assertEquals(Set.of("ann", "eve"), new TreeSet<>(Stream.generate(() -> uid(ann)).limit(2).toList()));
            try (Wire bob = server.join("bob", "b")) {
                assertEquals(List.of("b", "bob"), names(ann.nextMessage()));
                bob.send(Frames.message("bob", "b", "hello"));
                assertEquals("hello", ann.nextText());
            }
            Await.until("bob has left", () -> server.stats().members() == 3);
            Await.until("bob is gone", () -> server.stats().connections() == 1);
        }
    }

    @Test
    void historyComesToEachMember() {
        try (TestServer server = TestServer.start(transport);
                Wire bob = server.join("bob", "lab");
                Wire other = server.join("bob", "attic")) {
            for (int i = 0; i < 10; i++) {
                bob.send(Frames.message("bob", "lab", "lab " + i));
                other.send(Frames.message("bob", "attic", "attic " + i));
            }
            Await.until("all is stored", () -> server.stats().receivedFrames() == 22);
            try (Ws ann = server.browse("ann", "lab")) {
                server.join(ann, "ann", "attic");
                Map<String, List<String>> seen = new HashMap<>();
                for (int i = 0; i < 22; i++) {
                    Message message = ann.nextMessage();
                    seen.computeIfAbsent(message.channel(), name -> new ArrayList<>()).add(message.text());
                }
                for (String channel : List.of("lab", "attic")) {
                    List<String> expected = new ArrayList<>(List.of(""));
                    for (int i = 0; i < 10; i++) {
                        expected.add(channel + " " + i);
                    }
                    assertEquals(expected, seen.get(channel));
                }
            }
        }
    }

    @Test
    void largeMessagesOfTwoChannelsAreNotMixed() {
        try (TestServer server = TestServer.start(transport); Ws ann = server.browse("ann", "a")) {
            server.join(ann, "ann", "b");
            try (Wire a = server.join("bob", "a"); Wire b = server.join("bob", "b")) {
                byte[] large = new byte[3_000_000];
                for (int i = 0; i < 5; i++) {
                    large[0] = (byte) i;
                    a.send(Frames.of("bob", "a", Message.of("bob", "a", large).encode()));
                    b.send(Frames.of("bob", "b", Message.of("bob", "b", large).encode()));
                }
                int[] next = new int[2];
                for (int i = 0; i < 12; i++) {
                    Message message = ann.nextMessage();
                    if (message.payload().hasRemaining()) {
                        assertEquals(large.length, message.payload().remaining());
                        assertEquals(next[message.channel().equals("a") ? 0 : 1]++, message.payload().get(0));
                    }
                }
                assertArrayEquals(new int[]{5, 5}, next);
            }
        }
    }

    @Test
    void aLargeMessageFromABrowserInManyFragments() {
        try (TestServer server = TestServer.start(transport);
                Wire bob = server.join("bob", "lab");
                Ws ann = server.browse("ann", "lab")) {
            bob.next();
            byte[] payload = Ws.bytes(Message.of("ann", "lab", new byte[1_000_000]).encode());
            int step = 10_000;
            for (int at = 0; at < payload.length; at += step) {
                int end = Math.min(payload.length, at + step);
                ann.frame((at == 0 ? Ws.BINARY : Ws.CONTINUATION) | (end == payload.length ? Ws.FIN : 0),
                        Arrays.copyOfRange(payload, at, end));
            }
            assertArrayEquals(payload, Ws.bytes(bob.next().payload()));
        }
    }

    @Test
    void aTakenNameEndsTheSocketAndSaysWhichJoin() {
        try (TestServer server = TestServer.start(transport);
                Wire bob = server.join("bob", "#general");
                Ws ann = server.browse("ann", "a")) {
            server.join(ann, "ann", "b");
            ann.message("bob", "#general", "");
            Ws.Got close = ann.awaitClose();
            assertEquals(1011, close.code());
            assertEquals("duplicate-cid 3 #general", close.closeText());
            server.awaitCloses(CloseReason.DUPLICATE_CID, 1);
            Await.until("the others of the socket are gone", () -> server.stats().members() == 1);
            bob.send(Frames.message("bob", "#general", "untouched"));
            Await.until("bob is there", () -> server.stats().receivedFrames() == 4);
        }
    }

    @Test
    void idsAreFreeOnceTheSocketIsClosed() {
        try (TestServer server = TestServer.start(transport)) {
            for (int i = 0; i < 20; i++) {
                try (Ws ann = server.browse("ann", "lab")) {
                    ann.frame(Ws.FIN | Ws.CLOSE, (byte) 3, (byte) 0xe8);
                    assertEquals(1000, ann.awaitClose().code());
                }
            }
            server.awaitCloses(CloseReason.LEFT, 20);
            assertEquals(0, server.closes(CloseReason.DUPLICATE_CID));
        }
    }

    @Test
    void whatWasSentBeforeTheEndIsTaken() {
        try (TestServer server = TestServer.start(transport); Wire bob = server.join("bob", "lab")) {
            try (Ws ann = server.browse("ann", "lab")) {
                for (int i = 0; i < 50; i++) {
                    ann.message("ann", "lab", "message " + i);
                }
                ann.fin();
                ann.awaitEnd();
            }
            bob.next();
            for (int i = 0; i < 50; i++) {
                assertEquals("message " + i, bob.nextText());
            }
        }
    }

    @Test
    void aStopSaysSo() {
        TestServer server = TestServer.start(transport);
        try (Ws ann = server.browse("ann", "lab"); Ws idle = server.browser()) {
            server.stop();
            assertEquals(1001, ann.awaitClose().code());
            assertEquals("shutdown", idle.awaitClose().closeText());
        }
    }

    @Test
    void evictedMembersAreToldWhich() {
        try (TestServer server = TestServer.start(transport); Ws ann = server.browse("ann", "lab")) {
            assertTrue(server.server().evict("lab", Frames.cid("ann", "lab")));
            assertEquals("evicted 1 lab", ann.awaitClose().closeText());
        }
    }

    @Test
    void addressModeTakesTheAddressOfTheBrowser() {
        try (TestServer server = TestServer.start(transport, config -> config.keys(null, "ak"));
                Ws ann = server.browser();
                Wire bob = server.connect()) {
            Credentials credentials = Credentials.of(null, "ak");
            long key = credentials.key(bob.local(), "bob", "lab");
            bob.send(Frame.of(ConnectionId.of(key), key, Message.of("bob", "lab", "")));
            Await.until("bob is in", () -> server.stats().joins() == 1);
            server.join(ann, "ann", "lab");
            Frame frame = bob.next();
            assertEquals(credentials.key(ann.local(), "ann", "lab"), frame.key());
            assertEquals(ConnectionId.of(frame.key()), frame.cid());
        }
    }

    @Test
    void aSlowBrowserHoldsNoMemoryOfItsOwn() {
        try (TestServer server = TestServer.start(transport,
                config -> config.set(Settings.DELIVERY_WINDOW, 1L << 20)
                        .set(Settings.SLOW_READER_PAUSE, Duration.ofMillis(100))
                        .set(Settings.HISTORY_LIMIT, 1));
                Wire bob = server.join("bob", "lab");
                Ws slow = server.browse("slow", "lab")) {
            long before = server.stats().parked();
            byte[] large = new byte[200_000];
            for (int i = 0; i < 100 && server.stats().parked() == before; i++) {
                bob.send(Frames.of("bob", "lab", Message.of("bob", "lab", large).encode()));
            }
            Await.until("it is parked", () -> server.stats().parked() > before);
            // It reads again, so it was too slow.
            Ws.Got close = slow.awaitClose();
            assertEquals("too-slow 1 lab", close.closeText());
            server.awaitCloses(CloseReason.TOO_SLOW, 1);
        }
    }

    private static String uid(Ws ws) {
        return ws.nextMessage().uid();
    }

    private static List<String> names(Message message) {
        return List.of(message.channel(), message.uid());
    }
}
