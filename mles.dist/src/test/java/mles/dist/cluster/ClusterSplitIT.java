package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mles.dist.Await;
import mles.dist.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three hosts with a server and a node of the engine each, of which one is cut off from the others for a while. Its members, which
 * stay connected to it, hear nothing and get no receipt that is later untrue; and when the network has healed all are equal.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = ClusterRun.LONG, matches = "true", disabledReason = "NATS needs a minute: see CONTRIBUTING.md")
class ClusterSplitIT {
    /** Time of healing: the nodes' connections repeat in doubling steps the bytes that were sent meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aHostThatIsAlone() throws Exception {
        assumeTrue(Network.isPossible(), "network namespaces cannot be made here: that needs root and ip of iproute2");
        int alone = new Random(ClusterRun.SEED).nextInt(ClusterRun.SERVERS);
        try (Network network = new Network(ClusterRun.SERVERS);
                TestCluster cluster = TestCluster.start(folder, network.hosts(), "", "--cluster-timeout",
                        ClusterRun.SPLIT * 4 / 5 + "s")) {
            TestServers servers = cluster.servers();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ClusterRun.SPLIT);
            network.cut(alone);
            Await.until("the server that is alone is not ready", () -> servers.readiness(alone) == 503);
            while (System.nanoTime() < end) {
                assertEquals(503, servers.readiness(alone), "alone");
                TimeUnit.SECONDS.sleep(1);
            }
            Await.until("the others are ready again", PATIENCE, () -> servers.isReady((alone + 1) % servers.size())
                    && servers.isReady((alone + 2) % servers.size()));
            assertEquals(503, servers.readiness(alone), "alone");
            network.mend(alone);
            long mended = System.nanoTime();
            Await.until("the server is ready again", PATIENCE, () -> servers.isReady(alone));
            cluster.crowd().finish("server " + alone + " was alone for " + ClusterRun.SPLIT + " s, ready again after "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - mended) + " ms");
        }
    }
}
