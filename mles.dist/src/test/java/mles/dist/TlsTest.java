package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import mles.client.MlesClient;
import mles.client.Received;
import mles.client.RefusedException;
import mles.client.Session;
import mles.client.UnreachableException;
import mles.protocol.CloseReason;
import mles.protocol.Message;
import mles.server.config.ConfigException;
import mles.server.MlesProxy;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.TlsIdentity;
import mles.server.config.TlsTrust;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encrypted connections: members, browsers, links, and certificates that change. */
@BothTransports
class TlsTest {
    private static final String CHANNEL = "lab";

    private final Transport transport;

    TlsTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void membersTalkToMembersWithoutTls() throws InterruptedException {
        try (TestServer server = start(config -> config);
                Wire plain = server.join("plain", CHANNEL);
                Session alice = client(server).join("alice", CHANNEL)) {
            assertEquals("", plain.nextText());
            alice.send("hello");
            assertEquals("hello", plain.nextText());
            plain.send(Frames.message("plain", CHANNEL, "welcome"));
            assertEquals(List.of("", "welcome"), List.of(alice.receive().text(), alice.receive().text()));
        }
    }

    @Test
    void muchArrivesWholeAndInOrder() throws InterruptedException {
        try (TestServer server = start(config -> config);
                Session reader = client(server).join("reader", CHANNEL);
                Session alice = client(server).join("alice", CHANNEL)) {
            assertEquals("", reader.receive().text());
            for (int i = 0; i < 300; i++) {
                alice.send(new byte[100_000 + i]);
            }
            for (int i = 0; i < 300; i++) {
                Received received = reader.receive(Await.DEADLINE).orElseThrow();
                assertEquals(100_000 + i, received.payload().remaining());
            }
        }
    }

    @Test
    void whatWasSentBeforeTheEndOfTheStreamIsTaken() throws IOException {
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", CHANNEL);
                SSLSocket alice = connect(server, Certificates.first().trusted(null))) {
            alice.getOutputStream().write(Frames.bytes(Frames.message("alice", CHANNEL, "one"),
                    Frames.message("alice", CHANNEL, "two")));
            alice.shutdownOutput();
            assertEquals(List.of("one", "two"), bob.next(2).stream().map(Frames::text).toList());
            server.awaitCloses(CloseReason.LEFT, 1);
            assertTrue(alice.getInputStream().readAllBytes().length > 0, "history, then the end");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void versions(String version) throws IOException {
        try (TestServer server = start(config -> config);
                SSLSocket socket = connect(server, Certificates.first().trusted(null), version)) {
            assertEquals(version, socket.getSession().getProtocol());
        }
    }

    @Test
    void hostNameIsChecked() {
        try (TestServer server = start(config -> config)) {
            MlesClient client = MlesClient.builder("tls://localhost:" + server.address().getPort())
                    .sharedKey(Frames.KEY).tls(Certificates.first().trusted(null)).build();
            assertThrows(UnreachableException.class, () -> client.join("alice", CHANNEL));
            Await.until("it is gone", () -> server.stats().connections() == 0);
            assertEquals(0, server.stats().joins());
        }
    }

    @Test
    void whoDoesNotSpeakTlsEndsAloneAndWithAReason() {
        try (TestServer server = start(config -> config);
                Session alice = client(server).join("alice", CHANNEL);
                Wire stranger = Wire.connect(server.server().endpoints().getFirst().address())) {
            stranger.offer(Frames.bytes(Frames.message("bob", CHANNEL, ""))).untilEnd();
            server.awaitCloses(CloseReason.TLS_FAILED, 1);
            MlesClient plain = MlesClient
                    .builder("127.0.0.1:" + server.server().endpoints().getFirst().address().getPort())
                    .sharedKey(Frames.KEY).build();
            RefusedException e = assertThrows(RefusedException.class, () -> plain.join("bob", CHANNEL));
            assertTrue(String.valueOf(e.getMessage()).contains("the port takes TLS only (tls://)"), e.getMessage());
            assertTrue(alice.isOpen());
        }
    }

    @Test
    void whoSaysNothingHasTheTimeOfAFirstFrame() {
        try (TestServer server = start(config -> config.set(Settings.FIRST_FRAME_TIMEOUT, Duration.ofMillis(100)));
                Wire silent = Wire.connect(server.server().endpoints().getFirst().address())) {
            silent.untilEnd();
            server.awaitCloses(CloseReason.FIRST_FRAME_TIMEOUT, 1);
        }
    }

    @Test
    void clientsShowCertificatesWhereThatIsAsked() throws IOException {
        TlsIdentity strict = TlsIdentity.of(Certificates.first().certificate(), Certificates.first().key(),
                Certificates.second().certificate());
        try (TestServer server = start(config -> config.tls(strict))) {
            try (SSLSocket known = connect(server, Certificates.first().trusted(Certificates.second()))) {
                known.getOutputStream().write(Frames.bytes(Frames.message("alice", CHANNEL, "")));
                Await.until("it is in", () -> server.stats().joins() == 1);
            }
            try (SSLSocket unknown = connect(server, Certificates.first().trusted(null))) {
                assertThrows(IOException.class, () -> unknown.getInputStream().read());
            } catch (SSLException e) {
                // TLS 1.2 tells within the handshake
            }
            server.awaitCloses(CloseReason.TLS_FAILED, 1);
        }
    }

    @Test
    void browsers() throws IOException {
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", CHANNEL);
                SSLSocket socket = dial(server.server().endpoints().get(2).address(),
                        Certificates.first().trusted(null))) {
            socket.getOutputStream().write(Ws.upgrade("Origin: https://localhost").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 101", new String(answer, StandardCharsets.US_ASCII));
            socket.getOutputStream().write(Ws.bytes(Ws.FIN | Ws.BINARY, Ws.payload("alice", CHANNEL, "by wss")));
            assertEquals("by wss", bob.nextText());
            bob.send(Frames.message("bob", CHANNEL, "to wss"));
            byte[] expected = Ws.bytes(Message.of("bob", CHANNEL, "to wss").encode());
            byte[] window = socket.getInputStream().readNBytes(1);
            while (!endsWith(window, expected)) {
                window = append(window, socket.getInputStream().readNBytes(1));
            }
        }
    }

    @Test
    void certificateIsSwappedUnderLoadWithoutALostConnection() throws Exception {
        int members = 10;
        int rounds = 50;
        List<Session> sessions = new ArrayList<>();
        try (TestServer server = start(config -> config); Wire reader = server.join("reader", CHANNEL)) {
            assertEquals(Certificates.first().x509(), shown(server, Certificates.first()));
            for (int i = 0; i < members; i++) {
                sessions.add(client(server).join("m" + i, CHANNEL));
            }
            var publishing = Await.async(() -> {
                for (int round = 0; round < rounds; round++) {
                    for (Session session : sessions) {
                        session.send("round " + round);
                    }
                }
                return true;
            });
            server.server().reload(config(identity(Certificates.second())));
            assertEquals(Certificates.second().x509(), shown(server, Certificates.second()));
            assertEquals(members + members * rounds, reader.next(members + members * rounds).size());
            Await.get(publishing);
            assertTrue(sessions.stream().allMatch(Session::isOpen));
        } finally {
            sessions.forEach(Session::close);
        }
    }

    @Test
    void reloadKeepsTheOldOneWhenThereIsNoNewOne() throws IOException {
        try (TestServer server = start(config -> config)) {
            assertThrows(ConfigException.class, () -> server.server().reload(ServerConfig.builder().build()));
            assertEquals(Certificates.first().x509(), shown(server, Certificates.first()));
        }
    }

    @Test
    void theEndOfTheCertificateIsAMetric() {
        try (TestServer server = start(config -> config.set(Settings.ADMIN, "127.0.0.1:0"))) {
            Instant expires = identity(Certificates.first()).expires();
            String metrics = Http.get(URI.create(server.server().endpoints().getLast().uri() + "/metrics"))
                    .body();
            assertTrue(metrics.contains("\nmles_tls_expiry_timestamp_seconds " + expires.getEpochSecond() + "\n"),
                    metrics);
        }
    }

    @Test
    void withoutACertificateItDoesNotStart() {
        MlesServer server = MlesServer.builder().listen("tls://127.0.0.1:0").build();
        ConfigException e = assertThrows(ConfigException.class, server::start);
        assertEquals("listen: expected tls-cert and tls-key with tls://127.0.0.1:0, was neither", e.getMessage());
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        Certificates one = Certificates.first();
        String other = Certificates.second().key();
        ConfigException kind = assertThrows(ConfigException.class,
                () -> TlsIdentity.of(one.certificate(), other, null));
        assertEquals("tls-key: expected a key of the certificate's kind, was another", kind.getMessage());
        String stranger = Certificates.fresh().key();
        ConfigException e = assertThrows(ConfigException.class,
                () -> TlsIdentity.of(one.certificate(), stranger, null));
        assertEquals("tls-key: expected the key of the certificate, was another one", e.getMessage());
    }

    @Test
    void linksToAServerAbove() {
        try (TestServer root = start(config -> config);
                TestServer leaf = leaf(root, Certificates.first());
                Wire bob = root.join("bob", CHANNEL);
                Wire alice = leaf.join("alice", CHANNEL)) {
            leaf.events().await("peer up " + CHANNEL);
            assertEquals(List.of("", ""), List.of(bob.nextText(), alice.nextText()));
            alice.send(Frames.message("alice", CHANNEL, "up"));
            assertEquals("up", bob.nextText());
            bob.send(Frames.message("bob", CHANNEL, "down"));
            assertEquals("down", alice.nextText());
        }
    }

    @Test
    void aLinkTrustsNobodyElse() {
        try (TestServer root = start(config -> config);
                TestServer leaf = leaf(root, Certificates.second());
                Wire alice = leaf.join("alice", CHANNEL)) {
            root.awaitCloses(CloseReason.TLS_FAILED, 1);
            Await.until("it is told", () -> leaf.events().told().stream().anyMatch(told -> told.startsWith("peer ")));
            assertFalse(leaf.events().told().contains("peer up " + CHANNEL));
            assertEquals(0, root.stats().joins());
            alice.fin();
        }
    }

    @Test
    void aProxyBeforeAServer() {
        try (TestServer server = start(config -> config);
                Wire bob = server.join("bob", CHANNEL);
                MlesProxy proxy = new MlesProxy(
                        config(identity(Certificates.first())).toBuilder()
                                .set(Settings.LISTEN, List.of("ws://127.0.0.1:0", "wss://127.0.0.1:0"))
                                .tlsTrust(TlsTrust.of(Certificates.first().certificate())).build(),
                        "tls://127.0.0.1:" + server.server().endpoints().getFirst().address().getPort())) {
            InetSocketAddress plain = proxy.start().getFirst().address();
            try (Ws ws = Ws.open(plain)) {
                ws.message("alice", CHANNEL, "through");
                assertEquals("through", bob.nextText());
                assertEquals("", ws.nextText());
            }
            server.awaitCloses(CloseReason.LEFT, 1);
        }
    }

    @Test
    void opensslTalksToIt() throws Exception {
        try (TestServer server = start(config -> config); Wire bob = server.join("bob", CHANNEL)) {
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                Process openssl = Tools.orSkip("openssl", "s_client", "-connect", "127.0.0.1:" + port(server), version,
                        "-quiet", "-no_ign_eof").start();
                openssl.getOutputStream().write(Frames.bytes(Frames.message("o" + version, CHANNEL, version)));
                openssl.getOutputStream().flush();
                assertEquals(version, bob.nextText());
                openssl.getOutputStream().close();
                openssl.waitFor();
            }
        }
    }

    private TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(transport,
                config -> settings.apply(config
                        .set(Settings.LISTEN, List.of("tls://127.0.0.1:0", "tcp://127.0.0.1:0", "wss://127.0.0.1:0"))
                        .tls(identity(Certificates.first()))));
    }

    private TestServer leaf(TestServer root, Certificates trusted) {
        return TestServer.start(transport, config -> config.parse(Settings.PEER, "tls://127.0.0.1:" + port(root))
                .tlsTrust(TlsTrust.of(trusted.certificate())));
    }

    private static TlsIdentity identity(Certificates certificates) {
        return TlsIdentity.of(certificates.certificate(), certificates.key(), null);
    }

    private static ServerConfig config(TlsIdentity identity) {
        return ServerConfig.builder().keys(Frames.KEY, null).tls(identity).build();
    }

    private static int port(TestServer server) {
        return server.server().endpoints().getFirst().address().getPort();
    }

    private static MlesClient client(TestServer server) {
        return MlesClient.builder("tls://127.0.0.1:" + port(server)).sharedKey(Frames.KEY)
                .tls(Certificates.first().trusted(null)).settle(Duration.ofMillis(20)).build();
    }

    private static SSLSocket connect(TestServer server, SSLContext context, String... versions) throws IOException {
        return dial(server.server().endpoints().getFirst().address(), context, versions);
    }

    private static SSLSocket dial(InetSocketAddress address, SSLContext context, String... versions)
            throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        if (versions.length > 0) {
            socket.setEnabledProtocols(versions);
        }
        socket.setSoTimeout((int) Await.DEADLINE.toMillis());
        socket.startHandshake();
        return socket;
    }

    /** {@return the certificate that a newcomer sees} */
    private static Certificate shown(TestServer server, Certificates trusted) throws IOException {
        try (SSLSocket socket = connect(server, trusted.trusted(null))) {
            return Objects.requireNonNull(socket.getSession().getPeerCertificates())[0];
        }
    }

    private static boolean endsWith(byte[] all, byte[] end) {
        return all.length >= end.length
                && ByteBuffer.wrap(all, all.length - end.length, end.length).equals(ByteBuffer.wrap(end));
    }

    private static byte[] append(byte[] all, byte[] more) {
        return ByteBuffer.allocate(all.length + more.length).put(all).put(more).array();
    }
}
