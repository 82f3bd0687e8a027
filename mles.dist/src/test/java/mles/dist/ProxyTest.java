package mles.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.config.ConfigException;
import mles.server.MlesProxy;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The front end for browsers alone, before a server that knows TCP only (SPEC 8.4). */
@BothTransports
class ProxyTest {
    private final Transport transport;
    private final TestServer server;
    private final MlesProxy proxy;
    private final InetSocketAddress address;

    ProxyTest(Transport transport) {
        this.transport = transport;
        this.server = TestServer.start(transport);
        this.proxy = proxy(Frames.KEY, server.address().getPort());
        this.address = proxy.start().getFirst().address();
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    @Test
    void bothSidesGetTheSamePayloads() {
        try (Wire bob = server.join("bob", "lab"); Ws ann = join("ann", "lab")) {
            assertEquals("bob", ann.nextMessage().uid());
            assertEquals(Frames.message("ann", "lab", ""), bob.next());
            byte[] sent = Ws.payload("ann", "lab", "from a browser");
            ann.frame(Ws.FIN | Ws.BINARY, sent);
            assertEquals(Frames.of("ann", "lab", ByteBuffer.wrap(sent)), bob.next());
            Frame frame = Frames.message("bob", "lab", "from afar");
            bob.send(frame);
            assertArrayEquals(Ws.bytes(frame.payload()), ann.nextPayload());
        }
    }

    @Test
    void aSessionForEachPair() {
        try (Ws ann = join("ann", "a")) {
            ann.message("ann", "b", "");
            ann.message("eve", "a", "");
            Await.until("three sessions", () -> server.stats().members() == 3);
            assertEquals(3, server.stats().connections());
            ann.frame(Ws.FIN | Ws.CLOSE, (byte) 3, (byte) 0xe8);
            assertEquals(1000, ann.awaitClose().code());
            Await.until("they are gone", () -> server.stats().connections() == 0);
        }
    }

    @Test
    void largeMessagesBothWays() {
        try (Wire bob = server.join("bob", "lab"); Ws ann = join("ann", "lab")) {
            ann.next();
            bob.next();
            byte[] large = new byte[5_000_000];
            for (int i = 0; i < 3; i++) {
                Arrays.fill(large, (byte) i);
                byte[] payload = Ws.bytes(Message.of("x", "lab", large).encode());
                ann.frame(Ws.FIN | Ws.BINARY, Ws.bytes(Message.of("ann", "lab", large).encode()));
                bob.send(Frames.of("bob", "lab", ByteBuffer.wrap(payload)));
                assertEquals(Message.of("ann", "lab", large), Message.decode(bob.next().payload()));
                assertArrayEquals(payload, ann.nextPayload());
            }
        }
    }

    @Test
    void whatWasSentBeforeTheEndIsTaken() {
        try (Wire bob = server.join("bob", "lab")) {
            try (Ws ann = Ws.open(address)) {
                for (int i = 0; i < 50; i++) {
                    ann.message("ann", "lab", "message " + i);
                }
                ann.frame(Ws.FIN | Ws.CLOSE, (byte) 3, (byte) 0xe8);
                ann.awaitClose();
            }
            for (int i = 0; i < 50; i++) {
                assertEquals("message " + i, bob.nextText());
            }
        }
    }

    @Test
    void aRefusalEndsTheSocketAndSaysWhichJoin() {
        try (Wire bob = server.join("bob", "lab"); Ws ann = join("ann", "a")) {
            ann.message("bob", "lab", "");
            Ws.Got close = ann.awaitClose();
            assertEquals(1011, close.code());
            assertEquals("peer-lost 2 lab", close.closeText());
            server.awaitCloses(CloseReason.DUPLICATE_CID, 1);
            Await.until("only bob is left", () -> server.stats().members() == 1);
            bob.send(Frames.message("bob", "lab", "untouched"));
        }
    }

    @Test
    void aLostServerEndsTheSocketBehindWhatItSaid() {
        try (Wire bob = server.join("bob", "lab"); Ws ann = join("ann", "lab")) {
            ann.next();
            bob.next();
            bob.send(Frames.message("bob", "lab", "last words"));
            assertEquals("last words", ann.nextText());
            server.stop();
            assertEquals("peer-lost 1 lab", ann.awaitClose().closeText());
        }
    }

    @Test
    void noServerIsToldToo() {
        server.stop();
        try (Ws ann = Ws.open(address)) {
            ann.message("ann", "lab", "");
            assertEquals("peer-lost 1 lab", ann.awaitClose().closeText());
        }
    }

    @Test
    void addressModeTakesTheAddressOfTheSession() {
        try (TestServer open = TestServer.start(transport, config -> config.keys(null, "ak"));
                MlesProxy other = new MlesProxy(config().keys(null, "ak").build(),
                        "127.0.0.1:" + open.address().getPort())) {
            InetSocketAddress at = other.start().getFirst().address();
            try (Ws ann = Ws.open(at)) {
                ann.message("ann", "lab", "");
                ann.message("ann", "lab", "more");
                Await.until("both are taken", () -> open.stats().receivedFrames() == 2);
            }
        }
    }

    @Test
    void aBrowserThatReadsNothingHoldsTheServerUpNotTheProxy() {
        try (Wire bob = server.join("bob", "lab"); Ws slow = join("slow", "lab")) {
            slow.next();
            byte[] large = new byte[100_000];
            int count = 200;
            for (int i = 0; i < count; i++) {
                bob.send(Frames.of("bob", "lab", Message.of("bob", "lab", large).encode()));
            }
            Await.until("all is at the server", () -> server.stats().receivedFrames() == count + 2);
            for (int i = 0; i < count; i++) {
                assertEquals(large.length, slow.nextMessage().payload().remaining());
            }
        }
    }

    @Test
    void refusesWhatItCannotBe() {
        ServerConfig tcp = config().set(Settings.LISTEN, List.of("tcp://127.0.0.1:0")).build();
        try (MlesProxy wrong = new MlesProxy(tcp, "localhost")) {
            assertTrue(String.valueOf(assertThrows(ConfigException.class, wrong::start).getMessage())
                    .startsWith("listen: expected ws://HOST:PORT or wss://HOST:PORT, was tcp://"));
        }
        assertThrows(ConfigException.class, () -> new MlesProxy(tcp, "http://nowhere/x"));
    }

    @Test
    void refusalIsTold() {
        Recorder events = new Recorder();
        try (MlesProxy other = new MlesProxy(config().build(), "127.0.0.1", events);
                Ws stranger = Ws.open(other.start().getFirst().address())) {
            stranger.frame(Ws.FIN | Ws.BINARY, (byte) 0xff);
            assertEquals(1007, stranger.awaitClose().code());
            events.await("refused bad-payload");
        }
    }

    private Ws join(String uid, String channel) {
        long before = server.stats().joins();
        Ws ws = Ws.open(address).message(uid, channel, "");
        Await.until(uid + " is in", () -> server.stats().joins() > before);
        return ws;
    }

    private ServerConfig.Builder config() {
        return ServerConfig.builder().set(Settings.LISTEN, List.of("ws://127.0.0.1:0"))
                .set(Settings.TRANSPORT, transport).set(Settings.EVENT_LOOPS, 2)
                .set(Settings.DRAIN_TIME, Duration.ZERO);
    }

    private MlesProxy proxy(String key, int port) {
        return new MlesProxy(config().keys(key, null).build(), "127.0.0.1:" + port);
    }
}
