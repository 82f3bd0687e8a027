package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.ChannelInfo;
import mles.server.config.ConfigException;
import mles.server.Endpoint;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.StartException;
import mles.server.Stats;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server as a part of an application. */
@BothTransports
class ExtensionsTest {
    private static final String FREE = "tcp://127.0.0.1:0";

    private final Transport transport;

    ExtensionsTest(Transport transport) {
        this.transport = transport;
    }

    @AfterEach
    void noThreadIsLeft() {
        Await.until("the threads of the server end", () -> serverThreads() == 0);
    }

    @Test
    void severalShareNothing() {
        try (TestServer one = TestServer.start(transport);
                TestServer two = TestServer.start(transport);
                Wire alice = one.join("alice", "lab");
                Wire again = two.join("alice", "lab")) {
            alice.send(Frames.message("alice", "lab", "one"));
            again.send(Frames.message("alice", "lab", "two"));
            Await.until("both came", () -> one.stats().receivedFrames() + two.stats().receivedFrames() == 4);
            assertEquals(1, one.stats().members());
            one.stop();
            try (Wire late = two.join("late", "lab")) {
                assertEquals("two", late.next(2).stream().map(Frames::text).toList().getLast());
            }
        }
    }

    @Test
    void startsOnceOnly() {
        MlesServer server = server(FREE);
        assertThrows(IllegalStateException.class, server::stats);
        server.start();
        assertThrows(IllegalStateException.class, server::start);
        server.close();
        server.close();
        assertThrows(IllegalStateException.class, server::start);
        assertThrows(IllegalStateException.class, server::endpoints);
    }

    @Test
    void endpointsHaveRealPortsInTheOrderGiven() {
        try (MlesServer server = server(FREE, FREE)) {
            List<Endpoint> endpoints = server.start();
            assertEquals(endpoints, server.endpoints());
            assertEquals(2, endpoints.stream().map(Endpoint::address).distinct().count());
            for (Endpoint endpoint : endpoints) {
                assertEquals("tcp://127.0.0.1:" + endpoint.address().getPort(), endpoint.uri());
                Wire.connect(endpoint.address()).close();
            }
            assertEquals(transport.toString(), server.transport());
        }
    }

    @Test
    void loopsAreThreads() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.EVENT_LOOPS, 5))) {
            List<Wire> wires = Stream.generate(server::connect).limit(10).toList();
            Await.until("all are there", () -> server.stats().connections() == 10);
            assertEquals(6, serverThreads(), "one of them is the accept loop");
            wires.forEach(Wire::close);
        }
    }

    @Test
    void addressInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String uri = "tcp://127.0.0.1:" + taken.getLocalPort();
            int free = Ports.free();
            try (MlesServer server = server("tcp://127.0.0.1:" + free, uri)) {
                StartException e = assertThrows(StartException.class, server::start);
                String message = String.valueOf(e.getMessage());
                assertTrue(message.startsWith("cannot listen on " + uri + ": "), message);
                assertTrue(message.endsWith("address already in use"), message);
                assertFalse(message.contains("Exception"), message);
                noThreadIsLeft();
                // The first one is free again.
                new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close();
            }
        }
    }

    @Test
    void unknownHost() {
        try (MlesServer server = server("tcp://nowhere.invalid:0")) {
            StartException e = assertThrows(StartException.class, server::start);
            assertEquals("cannot listen on tcp://nowhere.invalid:0: unknown host nowhere.invalid", e.getMessage());
        }
    }

    @Test
    void unusableAddressLeavesNothingBehind() {
        ServerConfig config = ServerConfig.builder().set(Settings.TRANSPORT, transport)
                .set(Settings.CHANNEL_IDLE, Duration.ofSeconds(1)).build();
        try (MlesServer server = MlesServer.builder().config(config).listen("udp://127.0.0.1:0").build()) {
            ConfigException e = assertThrows(ConfigException.class, server::start);
            assertEquals(
                    "listen: udp://127.0.0.1:0: scheme: expected http://, https://, tcp://, tls://, ws://, wss://, was 'udp://127.0.0.1:0'",
                    e.getMessage());
        }
    }

    @Test
    void portIsFreeAfterClose() {
        int port;
        try (MlesServer server = server(FREE)) {
            port = server.start().getFirst().address().getPort();
        }
        try (MlesServer server = server("tcp://127.0.0.1:" + port)) {
            assertEquals(port, server.start().getFirst().address().getPort());
        }
    }

    @Test
    void stats() {
        try (TestServer server = TestServer.start(transport); Wire bob = server.join("bob", "lab")) {
            Stats stats = server.stats();
            Frame join = Frames.message("alice", "lab", "");
            Frame hello = Frames.message("alice", "lab", "hello");
            try (Wire alice = server.connect().send(join, hello)) {
                bob.next(2);
                Await.until("it is counted", () -> stats.deliveredFrames() == 3);
                assertEquals(List.of(2L, 2L, 2L, 1L, 3L),
                        List.of(stats.connections(), stats.members(), stats.joins(), stats.channels(),
                                stats.receivedFrames()));
                int presence = Frames.message("bob", "lab", "").size();
                assertEquals(presence + join.size() + hello.size(), stats.receivedBytes());
                assertEquals(presence + join.size() + hello.size(), stats.deliveredBytes());
                alice.fin().untilEnd();
            }
            server.awaitCloses(CloseReason.LEFT, 1);
            assertEquals(List.of(1L, 1L, 2L, 0L, 0L), List.of(stats.connections(), stats.members(), stats.joins(),
                    stats.droppedFrames(), stats.parked()));
        }
    }

    @Test
    void channels() {
        try (TestServer server = TestServer.start(transport);
                Wire alice = server.join("alice", "lab");
                Wire bob = server.join("bob", "lab")) {
            Frame hello = Frames.message("alice", "lab", "hello");
            alice.send(hello);
            bob.next(2);
            int bytes = Frames.message("alice", "lab", "").size() + Frames.message("bob", "lab", "").size()
                    + hello.size();
            assertEquals(List.of(new ChannelInfo("lab", 2, 3, bytes, 3, bytes)), server.server().channels(10));
            for (String name : List.of("a", "b", "c")) {
                server.join("alice", name).close();
            }
            assertEquals(2, server.server().channels(2).size());
            assertEquals(4, server.server().channels(10).size());
        }
    }

    @Test
    void evict() {
        try (TestServer server = TestServer.start(transport); Wire bob = server.join("bob", "lab")) {
            try (Wire alice = server.join("alice", "lab")) {
                assertFalse(server.server().evict("attic", Frames.cid("alice", "lab")));
                assertFalse(server.server().evict("lab", Frames.cid("alice", "attic")));
                assertTrue(server.server().evict("lab", Frames.cid("alice", "lab")));
                assertEquals(1, alice.untilEnd().size());
            }
            server.awaitCloses(CloseReason.EVICTED, 1);
            server.join("alice", "lab").close();
            assertEquals(List.of("", ""), bob.next(2).stream().map(Frames::text).toList());
        }
    }

    @Test
    void purge() {
        try (TestServer server = TestServer.start(transport)) {
            assertFalse(server.server().purge("lab"));
            try (Wire bob = server.join("bob", "lab")) {
                assertTrue(server.server().purge("lab"));
                assertFalse(server.server().purge("lab"));
                try (Wire alice = server.join("alice", "lab")) {
                    bob.send(Frames.message("bob", "lab", "after"));
                    assertEquals("after", alice.nextText());
                }
                bob.fin().untilEnd();
            }
            Await.until("all have left", () -> server.stats().members() == 0);
            assertTrue(server.server().purge("lab"));
            assertEquals(List.of(), server.server().channels(10));
        }
    }

    @Test
    void events() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.MAX_NAME, 5L));
                Wire alice = server.join("alice", "lab")) {
            List<String> told = server.events().told();
            for (Frame refused : List.of(Frames.message("alice", "lab", ""),
                    Frames.message("alice", "lab", "").withKey(0), Frames.message("a long name", "lab", ""),
                    Frames.sized("bob", "lab", 3))) {
                try (Wire wire = server.connect().send(refused)) {
                    wire.awaitSilentEnd();
                }
            }
            server.connect().fin().awaitSilentEnd();
            alice.fin().untilEnd();
            Await.until("seven events in " + told, () -> told.size() == 7);
            assertEquals(List.of("joined alice", "left alice left", "refused bad-payload", "refused duplicate-cid",
                    "refused left", "refused name-too-long", "refused wrong-key"), told.stream().sorted().toList());
        }
    }

    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("mles"))
                .count();
    }

    private MlesServer server(String... listen) {
        MlesServer.Builder builder = MlesServer.builder()
                .config(ServerConfig.builder().set(Settings.TRANSPORT, transport).build());
        List.of(listen).forEach(builder::listen);
        return builder.sharedKey(Frames.KEY).build();
    }
}
