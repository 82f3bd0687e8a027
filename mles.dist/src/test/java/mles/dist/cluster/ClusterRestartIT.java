package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import mles.dist.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restart of all servers, one after another, under load: nothing is lost, and no client has to connect again more than once a server. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterRestartIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void oneServerAfterAnother() throws Exception {
        try (TestCluster cluster = TestCluster.start(folder, TestCluster.HERE, "")) {
            TestServers servers = cluster.servers();
            for (int i = 0; i < servers.size(); i++) {
                TimeUnit.SECONDS.sleep(ClusterRun.BETWEEN_RESTARTS);
                int server = i;
                servers.stop(server);
                servers.start(server);
                Await.until("the server is ready", () -> servers.isReady(server));
            }
            TimeUnit.SECONDS.sleep(ClusterRun.BETWEEN_RESTARTS);
            Counts counts = cluster.crowd().finish("restarts " + servers.size());
            // clients and scripts have one server each, raw connections go to any of them
            assertAtMost(1, counts, ClientMember.MOST_OF_A_READER);
            assertAtMost(1, counts, ClientMember.MOST_OF_A_PUBLISHER);
            assertAtMost(2, counts, ScriptMember.MOST);
            assertAtMost(1 + servers.size(), counts, RawMember.MOST_OF_A_READER);
            assertAtMost(1 + servers.size(), counts, RawMember.MOST_OF_A_PUBLISHER);
        }
    }

    private static void assertAtMost(long most, Counts counts, String name) {
        assertTrue(counts.get(name) <= most, () -> name + ": expected at most " + most + ", was " + counts.get(name));
    }
}
