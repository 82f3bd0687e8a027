package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mles.server.config.RetryDelay;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.PeerState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers above that are none, or no good: they cost their link, which is tried again with growing waits. */
@BothTransports
@Timeout(60)
class PeerBadUpstreamTest {
    private static final String CHANNEL = "lab";

    private final Transport transport;

    PeerBadUpstreamTest(Transport transport) {
        this.transport = transport;
    }

    private interface Manners {
        void treat(Socket link) throws IOException;
    }

    @Test
    void closesAtOnce() throws IOException {
        assertPatience(Socket::close, "peer refused " + CHANNEL);
    }

    @Test
    void isNoMlesServer() throws IOException {
        assertPatience(link -> {
            link.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            link.getInputStream().read();
        }, "peer down " + CHANNEL + " bad-frame");
    }

    @Test
    void sendsGarbageAfterAFrame() throws IOException {
        assertPatience(link -> {
            link.getOutputStream().write(Frames.bytes(Frames.message("x", CHANNEL, "x")));
            link.getOutputStream().write(new byte[100]);
        }, "peer up " + CHANNEL);
    }

    @Test
    void saysNothingAtAll() throws IOException {
        try (ServerSocket upstream = listener();
                TestServer leaf = leaf(upstream.getLocalPort());
                Wire alice = leaf.join("alice", CHANNEL);
                Wire bob = leaf.join("bob", CHANNEL)) {
            leaf.events().await("peer up " + CHANNEL);
            assertTalk(alice, bob);
            assertEquals(1, leaf.stats().peerLinks(PeerState.UP));
        }
    }

    @Test
    void isNotThere() throws IOException {
        int port;
        try (ServerSocket gone = listener()) {
            port = gone.getLocalPort();
        }
        try (TestServer leaf = leaf(port);
                Wire alice = leaf.join("alice", CHANNEL);
                Wire bob = leaf.join("bob", CHANNEL)) {
            leaf.events().await("peer down " + CHANNEL + " unresponsive");
            assertTalk(alice, bob);
            assertEquals(1, leaf.events().told().stream().filter(event -> event.startsWith("peer")).count());
        }
    }

    @Test
    void manyLinksThatAreLostDoNotDialAllAtOnce() throws IOException {
        int channels = 100;
        AtomicInteger links = new AtomicInteger();
        List<Wire> wires = new ArrayList<>();
        try (ServerSocket upstream = listener(); TestServer leaf = leaf(upstream.getLocalPort())) {
            serve(upstream, links, Socket::close);
            long begun = System.nanoTime();
            for (int i = 0; i < channels; i++) {
                wires.add(leaf.join("alice", CHANNEL + i));
            }
            Await.until("all have dialled again", () -> links.get() >= 2 * channels);
            long most = channels + 20 + Duration.ofNanos(System.nanoTime() - begun).toMillis() / 10;
            assertTrue(links.get() <= most, links + " attempts where " + most + " are enough");
        } finally {
            wires.forEach(Wire::close);
        }
    }

    private void assertPatience(Manners manners, String event) throws IOException {
        AtomicInteger links = new AtomicInteger();
        try (ServerSocket upstream = listener()) {
            serve(upstream, links, manners);
            try (TestServer leaf = leaf(upstream.getLocalPort());
                    Wire alice = leaf.join("alice", CHANNEL);
                    Wire bob = leaf.join("bob", CHANNEL)) {
                long begun = System.nanoTime();
                leaf.events().await(event);
                assertTalk(alice, bob);
                Await.until("three attempts", () -> links.get() >= 3);
                // Two members have come, and each may hurry it once.
                long most = 3 + Duration.ofNanos(System.nanoTime() - begun).toMillis() / 100;
                assertTrue(links.get() <= most, links + " attempts where " + most + " are enough");
            }
        }
    }

    private static void serve(ServerSocket upstream, AtomicInteger links, Manners manners) {
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    Socket link = upstream.accept();
                    links.incrementAndGet();
                    manners.treat(link);
                }
            } catch (IOException e) {
                // closed
            }
        });
    }

    private static void assertTalk(Wire alice, Wire bob) {
        alice.send(Frames.message("alice", CHANNEL, "1"));
        String heard = bob.nextText();
        while (!heard.equals("1")) {
            heard = bob.nextText();
        }
    }

    private TestServer leaf(int port) {
        return TestServer.start(transport, config -> config.parse(Settings.PEER, "127.0.0.1:" + port)
                .set(Settings.PEER_WAIT, new RetryDelay(Duration.ofMillis(100), Duration.ofSeconds(1))));
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }
}
