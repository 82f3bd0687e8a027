package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mles.server.spi.Relay;
import mles.server.spi.RelayEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers on three NATS nodes, which are killed. */
class NatsClusterTest {
    private static final int SERVERS = 3;

    private NatsCluster nats;
    private final List<Publishing> servers = new ArrayList<>();

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        nats = NatsCluster.start(folder);
    }

    @AfterEach
    void stop() {
        servers.forEach(Publishing::close);
        if (nats != null) {
            nats.close();
        }
    }

    @Test
    void serversThatStartAtOnceShareTheStreams() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Callable<Relay>> starts = new ArrayList<>();
            for (int i = 0; i < SERVERS; i++) {
                starts.add(() -> new Servers().start(nats.place("once", 8)));
            }
            List<Relay> relays = new ArrayList<>();
            for (Future<Relay> start : threads.invokeAll(starts)) {
                relays.add(result(start));
            }
            List<Taken> channels = relays.stream().map(relay -> new Taken(relay, "c").tail().awaitLive()).toList();
            for (int i = 0; i < SERVERS; i++) {
                assertTrue(channels.get(i).propose(RelayEntry.Kind.MESSAGES, i, 1, "m" + i));
            }
            for (Taken channel : channels) {
                Await.until("all", () -> channel.entries().size() == SERVERS);
                assertEquals(channels.get(0).positions(), channel.positions());
            }
            channels.forEach(Taken::close);
            relays.forEach(Relay::close);
        }
    }

    @Test
    void nodesThatAreKilledTakeNothingAlong() throws IOException {
        publishOn("killed");
        for (int i = 0; i < 4; i++) {
            pause(1);
            nats.node(i % SERVERS).kill();
            pause(3);
            nats.node(i % SERVERS).start();
        }
        pause(1);
        assertWhole();
    }

    @Test
    void nodesThatAllRestartTakeNothingAlong() throws IOException {
        publishOn("restarted");
        pause(1);
        nats.killAll();
        pause(2);
        nats.startAll();
        for (Publishing server : servers) {
            int before = server.taken().entries().size();
            Await.until("publishing again", () -> server.taken().entries().size() > before + 50);
        }
        assertWhole();
    }

    private void publishOn(String channel) throws IOException {
        for (int i = 0; i < SERVERS; i++) {
            servers.add(new Publishing(i, nats.place("mles", 2), channel));
        }
    }

    /** Asserts that each stored entry is there once, in the order of its server, and that all servers have the same order. */
    private void assertWhole() {
        List<List<String>> stored = servers.stream().map(Publishing::stop).toList();
        List<String> all = servers.get(0).all();
        for (Publishing server : servers) {
            assertEquals(all, server.all());
            assertEquals(List.of(), server.taken().losses());
        }
        assertEquals(all.size(), new HashSet<>(all).size());
        for (int i = 0; i < SERVERS; i++) {
            String own = i + "-";
            assertEquals(stored.get(i), all.stream().filter(text -> text.startsWith(own)).toList());
        }
    }

    private static Relay result(Future<Relay> start) throws Exception {
        try {
            return start.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static void pause(int seconds) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }
}
