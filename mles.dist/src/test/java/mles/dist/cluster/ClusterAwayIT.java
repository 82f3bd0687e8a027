package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.dist.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine that is away for a while, under load. Publishers wait, and are closed after {@code cluster-timeout}; readers stay;
 * servers keep to their memory and say that they are not ready; and nothing that was taken is lost.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterAwayIT {
    private static final int HEAP_MEBI = 128;
    private static final int LIMIT_MEBI = 64;
    private static final int FLOODED_CHANNELS = 3;
    /** The bytes that a channel may keep for the engine, and far more than the buffers of two sockets. */
    private static final long MOST_OF_A_FLOOD = 16 << 20;

    /** NATS elects a leader of its own, then one of each stream, on a machine that does other work. */
    private static final Duration ELECTIONS = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anEngineThatIsAwayForAWhile() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, TestCluster.HERE, "-Xmx" + HEAP_MEBI + "m",
                "--cluster-timeout", ClusterRun.AWAY / 2 + "s", "--memory-limit", LIMIT_MEBI + "MiB")) {
            TestServers servers = cluster.servers();
            List<FloodMember> floods = floods(cluster);
            MemoryWatch memory = new MemoryWatch(servers, (long) HEAP_MEBI << 20, (long) LIMIT_MEBI << 20);
            memory.look();
            assertReadiness(servers, 200);
            stayAway(cluster, floods, memory);
            Await.until("the servers are ready again", ELECTIONS,
                    () -> servers.isReady(0) && servers.isReady(1) && servers.isReady(2));
            memory.look();
            Counts counts = cluster.crowd().finish("away " + ClusterRun.AWAY + " s, " + memory);
            assertEquals(1, counts.get(RawMember.MOST_OF_A_READER), "readers stay");
            assertEquals(0, counts.get(ClientMember.MOST_OF_A_READER), "readers stay");
            assertTrue(servers.logs().contains("cluster-down: "), servers.logs());
            assertTrue(servers.logs().contains("cluster-up: "), servers.logs());
        }
    }

    private static List<FloodMember> floods(TestCluster cluster) {
        List<FloodMember> floods = new ArrayList<>();
        for (String channel : cluster.crowd().channels().subList(0, FLOODED_CHANNELS)) {
            for (int server = 0; server < cluster.servers().size(); server++) {
                FloodMember flood = new FloodMember("flood-" + server, channel, cluster.servers().tcp(server));
                floods.add(flood);
                cluster.crowd().add(flood);
            }
        }
        return floods;
    }

    private static void stayAway(TestCluster cluster, List<FloodMember> floods, MemoryWatch memory) throws Exception {
        TestServers servers = cluster.servers();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ClusterRun.AWAY);
        for (int node = 0; node < cluster.nats().size(); node++) {
            cluster.nats().kill(node);
        }
        floods.forEach(FloodMember::begin);
        Await.until("no server is ready",
                () -> servers.readiness(0) == 503 && servers.readiness(1) == 503 && servers.readiness(2) == 503);
        while (System.nanoTime() < end) {
            assertReadiness(servers, 503);
            memory.look();
            TimeUnit.SECONDS.sleep(1);
        }
        for (FloodMember flood : floods) {
            Await.until(flood + " is closed", flood::isDone);
            assertTrue(flood.bytes() < MOST_OF_A_FLOOD, () -> flood + " published " + flood.bytes() + " bytes");
        }
        for (int node = 0; node < cluster.nats().size(); node++) {
            cluster.nats().restart(node);
        }
    }

    private static void assertReadiness(TestServers servers, int status) {
        for (int i = 0; i < servers.size(); i++) {
            assertEquals(status, servers.readiness(i), "server " + i);
        }
    }
}
