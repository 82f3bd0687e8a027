package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.TlsIdentity;
import mles.server.config.Transport;
import mles.server.spi.MemberInfo;
import mles.server.spi.Rights;
import mles.server.spi.ServerEvents;
import org.junit.jupiter.api.Test;

/** Behind a load balancer: the address in the PROXY header is the client's, everywhere. */
@BothTransports
class ProxyProtocolTest {
    private static final InetSocketAddress ANN = new InetSocketAddress("198.51.100.7", 4660);
    private static final InetSocketAddress BOB = new InetSocketAddress("2001:db8::9", 4661);
    private static final String CHANNEL = "lab";

    private final Transport transport;

    ProxyProtocolTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void limitOfConnectionsIsThatOfTheClient() {
        try (TestServer server = start(config -> config.set(Settings.MAX_CONNECTIONS_PER_ADDRESS, 1));
                Wire ann = server.join(from(server, ANN), "ann", CHANNEL)) {
            try (Wire bob = server.join(from(server, BOB), "bob", CHANNEL); Wire again = from(server, ANN)) {
                again.awaitSilentEnd();
                server.awaitCloses(CloseReason.ADDRESS_LIMIT, 1);
                bob.send(Frames.message("bob", CHANNEL, "not disturbed"));
                assertEquals(List.of("", "not disturbed"), List.of(ann.nextText(), ann.nextText()));
            }
            Await.until("there is room", () -> server.stats().connections() == 1);
            server.join(from(server, BOB), "carol", CHANNEL).close();
            assertEquals("", ann.nextText());
        }
    }

    @Test
    void ratesAreThoseOfTheClient() {
        byte[] wrong = Frames.bytes(Frames.message("eve", CHANNEL, ""));
        wrong[Header.SIZE - 1] ^= 1;
        try (TestServer server = start(config -> config.set(Settings.WRONG_KEY_RATE_PER_ADDRESS, 1)
                .set(Settings.JOIN_RATE_PER_ADDRESS, 1))) {
            from(server, ANN).offer(wrong).untilEnd();
            try (Wire second = from(server, ANN).offer(wrong); Wire other = from(server, BOB)) {
                server.join(other, "bob", CHANNEL);
                second.untilEnd();
            }
            Await.until("one is refused", () -> {
                try (Wire bob = from(server, BOB)) {
                    bob.offer(Frames.bytes(Frames.message("bob", CHANNEL, ""))).fin().untilEnd();
                }
                return server.closes(CloseReason.RATE_LIMIT) > 0;
            });
        }
    }

    @Test
    void eventsAndAuthorizersSeeTheClient() {
        List<String> told = new CopyOnWriteArrayList<>();
        ServerEvents events = new ServerEvents() {
            @Override
            public void joined(MemberInfo member) {
                told.add("joined " + member.remote());
            }

            @Override
            public void refused(InetSocketAddress remote, CloseReason reason) {
                told.add("refused " + remote + " " + reason);
            }
        };
        try (TestServer server = TestServer.start(transport, ProxyProtocolTest::trusting,
                embedding -> embedding.events(events).authorizer(request -> {
                    told.add("judged " + request.remote());
                    return CompletableFuture.completedFuture(Rights.MEMBER);
                }))) {
            server.join(from(server, ANN), "ann", CHANNEL).close();
            server.join(from(server, BOB), "bob", CHANNEL).close();
            from(server, ANN).offer(new byte[]{1}).untilEnd();
            Await.until("all of it in " + told, () -> told.size() == 5);
            assertEquals(List.of("judged " + ANN, "joined " + ANN, "judged " + BOB, "joined " + BOB,
                    "refused " + ANN + " bad-frame"), told);
        }
    }

    @Test
    void keysAreMadeOfTheClientsAddress() {
        try (TestServer server = start(config -> config.keys("", "ak"))) {
            try (Wire ann = from(server, ANN)) {
                ann.send(AddressFrames.join(ANN, "ak", "ann", CHANNEL));
                Await.until("the key is good", () -> server.stats().joins() == 1);
            }
            try (Wire bob = from(server, BOB)) {
                bob.send(AddressFrames.join(BOB, "ak", "bob", CHANNEL));
                Await.until("the key is good", () -> server.stats().joins() == 2);
            }
            try (Wire eve = from(server, BOB)) {
                eve.send(AddressFrames.join(eve.local(), "ak", "eve", CHANNEL)).untilEnd();
                server.awaitCloses(CloseReason.WRONG_KEY, 1);
            }
            try (Wire checker = server.connect().send(ProxyHeader.local())) {
                checker.send(AddressFrames.join(checker.local(), "ak", "checker", CHANNEL));
                Await.until("its own address counts", () -> server.stats().joins() == 3);
            }
        }
    }

    @Test
    void headerAndFramesComeInPiecesOrAtOnce() {
        byte[] header = ProxyHeader.of(ANN);
        byte[] frames = Frames.bytes(Frames.message("ann", CHANNEL, ""), Frames.message("ann", CHANNEL, "one"));
        byte[] all = ByteBuffer.allocate(header.length + frames.length).put(header).put(frames).array();
        try (TestServer server = start(config -> config);
                Wire atOnce = server.connect().send(all);
                Wire piecewise = server.connect()) {
            Await.until("both frames are taken", () -> server.stats().receivedFrames() == 2);
            for (byte each : header) {
                piecewise.send(each);
            }
            piecewise.send(Frames.message("bob", CHANNEL, ""));
            assertEquals(List.of("", "one"), List.of(piecewise.nextText(), piecewise.nextText()));
            assertEquals("", atOnce.nextText());
        }
    }

    @Test
    void tls() throws IOException {
        try (TestServer server = start(config -> config
                .tls(TlsIdentity.of(Certificates.first().certificate(), Certificates.first().key(), null))
                .set(Settings.LISTEN, List.of("tls://127.0.0.1:0", "tcp://127.0.0.1:0"))
                .set(Settings.MAX_CONNECTIONS_PER_ADDRESS, 1))) {
            InetSocketAddress address = server.server().endpoints().getFirst().address();
            try (SSLSocket ann = tls(address, ANN);
                    SSLSocket bob = tls(address, BOB);
                    Wire again = Wire.connect(address)) {
                ann.getOutputStream().write(Frames.bytes(Frames.message("ann", CHANNEL, "")));
                bob.getOutputStream().write(Frames.bytes(Frames.message("bob", CHANNEL, "")));
                Await.until("both are in", () -> server.stats().joins() == 2);
                again.send(ProxyHeader.of(ANN)).awaitSilentEnd();
                server.awaitCloses(CloseReason.ADDRESS_LIMIT, 1);
            }
            try (Wire without = Wire.connect(address)) {
                without.offer((byte) 22, (byte) 3, (byte) 1).awaitSilentEnd();
                server.awaitCloses(CloseReason.BAD_FRAME, 1);
            }
        }
    }

    @Test
    void browsers() throws IOException {
        try (TestServer server = start(config -> config.set(Settings.MAX_CONNECTIONS_PER_ADDRESS, 1));
                Socket ann = new Socket();
                Wire again = Wire.connect(server.browserAddress())) {
            ann.connect(server.browserAddress());
            ann.setSoTimeout((int) Await.DEADLINE.toMillis());
            ann.getOutputStream().write(ProxyHeader.of(ANN));
            ann.getOutputStream().write(Ws.upgrade().getBytes(StandardCharsets.US_ASCII));
            InputStream in = ann.getInputStream();
            assertEquals("HTTP/1.1 101", new String(in.readNBytes(12), StandardCharsets.US_ASCII));
            again.offer(ProxyHeader.of(ANN)).awaitSilentEnd();
            server.awaitCloses(CloseReason.ADDRESS_LIMIT, 1);
        }
    }

    @Test
    void noHeaderFromALoadBalancerIsRefused() {
        try (TestServer server = start(config -> config); Wire ann = server.connect()) {
            ann.offer(Frames.bytes(Frames.message("ann", CHANNEL, ""))).awaitSilentEnd();
            server.awaitCloses(CloseReason.BAD_FRAME, 1);
            server.events().await("refused bad-frame");
            assertEquals(0, server.stats().joins());
        }
    }

    @Test
    void headerFromElsewhereIsRefused() {
        for (String elsewhere : List.of("", "127.0.0.2,10.0.0.0/8,::1")) {
            try (TestServer server = TestServer.start(transport,
                    config -> config.parse(Settings.PROXY_PROTOCOL, elsewhere)); Wire eve = from(server, ANN)) {
                eve.offer(Frames.bytes(Frames.message("eve", CHANNEL, ""))).awaitSilentEnd();
                server.awaitCloses(CloseReason.BAD_FRAME, 1);
                server.join("ann", CHANNEL).close();
            }
        }
    }

    @Test
    void slowHeaderEndsInTimeAndHealthChecksAreNoRefusal() {
        try (TestServer server = start(config -> config.set(Settings.FIRST_FRAME_TIMEOUT, Duration.ofMillis(100)));
                Wire silent = server.connect();
                Wire half = server.connect().send((byte) '\r', (byte) '\n')) {
            silent.awaitSilentEnd();
            half.awaitSilentEnd();
            server.awaitCloses(CloseReason.FIRST_FRAME_TIMEOUT, 2);
            server.connect().close();
            server.connect().fin().awaitSilentEnd();
            server.awaitCloses(CloseReason.LEFT, 2);
            assertEquals(List.of("refused first-frame-timeout", "refused first-frame-timeout"),
                    server.events().told());
        }
    }

    @Test
    void waitingOnesGiveWayToOthersAndEndWithTheServer() {
        List<Wire> all = new ArrayList<>();
        try (TestServer server = start(config -> config.set(Settings.MAX_CONNECTIONS, 3))) {
            for (int i = 0; i < 5; i++) {
                all.add(server.connect());
            }
            server.awaitCloses(CloseReason.CONNECTION_LIMIT, 2);
            Wire ann = server.connect().send(ProxyHeader.of(ANN));
            all.add(server.join(ann, "ann", CHANNEL));
            assertTrue(server.closes(CloseReason.CONNECTION_LIMIT) >= 3);
            server.stop();
            server.awaitCloses(CloseReason.SHUTDOWN, 3);
        } finally {
            all.forEach(Wire::close);
        }
    }

    private TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(transport, config -> settings.apply(trusting(config)));
    }

    private static ServerConfig.Builder trusting(ServerConfig.Builder config) {
        return config.parse(Settings.PROXY_PROTOCOL, "127.0.0.0/8");
    }

    private static Wire from(TestServer server, InetSocketAddress client) {
        return server.connect().offer(ProxyHeader.of(client));
    }

    private static SSLSocket tls(InetSocketAddress server, InetSocketAddress client) throws IOException {
        Socket plain = new Socket(server.getAddress(), server.getPort());
        plain.setSoTimeout((int) Await.DEADLINE.toMillis());
        plain.getOutputStream().write(ProxyHeader.of(client));
        SSLSocket socket = (SSLSocket) Certificates.first().trusted(null).getSocketFactory().createSocket(plain,
                "127.0.0.1", server.getPort(), true);
        socket.startHandshake();
        return socket;
    }
}
