package mles.dist.cluster;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers of the image in a cluster of three NATS servers, of which one after another is killed under load and comes back
 * 3 seconds later. What any member heard, and what was taken in good order, is in one order that all servers tell byte for byte,
 * once; and each connection heard a piece of that order without a gap. {@link ClusterRun} has the sizes of a long run.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ClusterKillIT {
    private static final int AWAY = 3;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void oneOrderWhateverDies() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, TestCluster.HERE, "")) {
            int kills = kill(cluster.nats(), cluster.servers());
            cluster.crowd().finish("kills " + kills);
        }
    }

    private static int kill(TestNats nats, TestServers servers) throws Exception {
        Random random = new Random(ClusterRun.SEED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ClusterRun.SECONDS);
        int kills = 0;
        for (; System.nanoTime() < end; kills++) {
            int victim = random.nextInt(nats.size() + servers.size());
            if (victim < servers.size()) {
                servers.kill(victim);
                TimeUnit.SECONDS.sleep(AWAY);
                servers.start(victim);
            } else {
                nats.kill(victim - servers.size());
                TimeUnit.SECONDS.sleep(AWAY);
                nats.restart(victim - servers.size());
            }
            TimeUnit.SECONDS.sleep(Math.max(1, ClusterRun.BETWEEN_KILLS - AWAY));
        }
        return kills;
    }
}
