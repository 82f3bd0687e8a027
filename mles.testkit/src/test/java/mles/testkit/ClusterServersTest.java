package mles.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.MlesServer;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.spi.Retention;
import mles.testkit.relay.MemoryPlace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three whole servers on one engine in memory. */
class ClusterServersTest {
    private static final String ADDRESS = "memory://place";
    private static final String KEY = "k";
    private static final String LAB = "lab";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MANY = 30;

    private final ExecutorService engine = Executors.newSingleThreadExecutor();
    private final MemoryPlace place = MemoryPlace.immediate(engine, Retention.ALL);
    private final List<MlesServer> servers = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();

    @BeforeEach
    void start() {
        MemoryRelayProvider.name(ADDRESS, place);
        for (int i = 0; i < 3; i++) {
            MlesServer server = MlesServer.builder().config(config().build()).build();
            servers.add(server);
            server.start();
        }
    }

    @AfterEach
    void stop() {
        wires.forEach(Wire::close);
        servers.forEach(MlesServer::close);
        MemoryRelayProvider.forget(ADDRESS);
        engine.shutdown();
    }

    @Test
    void allHearTheSameButTheirOwn() {
        List<Wire> members = List.of(join(0, "a"), join(1, "b"), join(2, "c"));
        Wire reader = join(2, "reader");
        await(() -> joins() == 4);
        for (int i = 0; i < MANY; i++) {
            members.get(0).send(bytes("a", "a" + i));
            members.get(1).send(bytes("b", "b" + i));
            members.get(2).send(bytes("c", "c" + i));
        }
        List<String> order = texts(reader, 3 * MANY);
        for (int i = 0; i < 3; i++) {
            String own = List.of("a", "b", "c").get(i);
            assertEquals(order.stream().filter(text -> !text.startsWith(own)).toList(),
                    texts(members.get(i), 2 * MANY));
            assertFalse(members.get(i).hasNextWithin(Duration.ofMillis(50)), "an echo");
        }
        assertEquals(order, texts(join(0, "late"), 3 * MANY));
    }

    @Test
    void joinsWaitForTheEngineAndReadinessFollowsIt() {
        assertEquals(200, readiness(1));
        place.down("test");
        await(() -> readiness(1) == 503);
        Wire late = join(1, "late");
        assertEquals(0, servers.get(1).stats().joins());
        place.up();
        await(() -> readiness(1) == 200 && servers.get(1).stats().joins() == 1);
        join(2, "b").send(bytes("b", "heard"));
        assertEquals(List.of("heard"), texts(late, 1));
    }

    @Test
    void operatorsOfOneServerReachTheOthers() {
        Wire a = join(0, "a");
        a.send(bytes("a", "old"));
        Wire b = join(1, "b");
        assertEquals(List.of("old"), texts(b, 1));
        assertTrue(servers.get(2).purge(LAB));
        assertTrue(servers.get(2).evict(LAB, ConnectionId.of(ConnectionKey.of(KEY, "a", LAB))));
        a.untilEnd();
        Wire c = join(1, "c");
        b.send(bytes("b", "new"));
        assertEquals(List.of("new"), texts(c, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "peer | 127.0.0.1:1 | peer: expected no peer beside a cluster, whose servers are equal",
            "cluster | gopher://a | cluster: expected one of [memory], was gopher; a plugin may provide it, see mles plugins"
    })
    void settingsThatDoNotGoTogether(String setting, String value, String message) {
        assertRefused(config().parse(setting.equals("peer") ? Settings.PEER : Settings.CLUSTER, value), message);
    }

    @Test
    void aKeyIsNeeded() {
        assertRefused(ServerConfig.builder().parse(Settings.CLUSTER, ADDRESS).set(Settings.LISTEN,
                List.of("tcp://127.0.0.1:0")),
                "cluster: expected a key: a balancer hides the addresses that stand for keys otherwise");
    }

    private static void assertRefused(ServerConfig.Builder config, String message) {
        try (MlesServer server = MlesServer.builder().config(config.build()).build()) {
            assertEquals(message, assertThrows(ConfigException.class, server::start).getMessage());
        }
    }

    private static ServerConfig.Builder config() {
        return ServerConfig.builder().keys(KEY, null).parse(Settings.CLUSTER, ADDRESS)
                .set(Settings.LISTEN, List.of("tcp://127.0.0.1:0")).parse(Settings.ADMIN, "127.0.0.1:0")
                .set(Settings.EVENT_LOOPS, 2).set(Settings.DRAIN_TIME, Duration.ZERO);
    }

    private Wire join(int server, String uid) {
        Wire wire = Wire.connect(servers.get(server).endpoints().getFirst().address(), PATIENCE);
        wires.add(wire);
        return wire.send(bytes(uid, ""));
    }

    private long joins() {
        return servers.stream().mapToLong(server -> server.stats().joins()).sum();
    }

    private int readiness(int server) {
        URI uri = URI.create(servers.get(server).endpoints().getLast().uri() + "/readyz");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** {@return the texts of the next messages, without empty joins} */
    private static List<String> texts(Wire wire, int count) {
        return Stream.generate(wire::next).map(frame -> Message.decode(frame.payload()).text())
                .filter(text -> !text.isEmpty()).limit(count).toList();
    }

    private static byte[] bytes(String uid, String text) {
        long key = ConnectionKey.of(KEY, uid, LAB);
        Frame frame = Frame.of(ConnectionId.of(key), key, Message.of(uid, LAB, text));
        byte[] bytes = new byte[frame.size()];
        frame.bytes().get(bytes);
        return bytes;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "too late");
            Thread.onSpinWait();
        }
    }
}
