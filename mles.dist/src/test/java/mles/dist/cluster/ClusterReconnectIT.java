package mles.dist.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import mles.dist.Conversation;
import mles.dist.ScriptConversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A {@link Conversation} and a {@link ScriptConversation} over servers that are killed, one every ten seconds. */
@Timeout(400)
class ClusterReconnectIT {
    private static final int BETWEEN_KILLS = Math.min(10, Conversation.SECONDS / 2);

    @TempDir
    private Path folder = Path.of("");

    /** Each connection goes to another server. */
    @Test
    void eachMessageComesToScriptsOnceOverAnyServer() throws Exception {
        try (TestNats nats = TestNats.start(folder, TestCluster.HERE);
                TestServers servers = TestServers.start(folder, TestCluster.HERE, nats, "", "--ws-ping", "1s")) {
            Path scripts = Files.createDirectory(folder.resolve("scripts"));
            Process script = new ScriptConversation(scripts, servers.webPorts()).start();
            for (int victim = 0; !script.waitFor(BETWEEN_KILLS, TimeUnit.SECONDS); victim = (victim + 1)
                    % servers.size()) {
                servers.kill(victim);
                servers.start(victim);
            }
            ScriptConversation.end(script);
        }
    }

    @Test
    void eachMessageComesOnceOverAnyServer() throws Exception {
        try (TestNats nats = TestNats.start(folder, TestCluster.HERE);
                TestServers servers = TestServers.start(folder, TestCluster.HERE, nats, "")) {
            new Conversation(servers::anyTcp).run(() -> {
                for (int i = BETWEEN_KILLS; i < Conversation.SECONDS; i += BETWEEN_KILLS) {
                    TimeUnit.SECONDS.sleep(BETWEEN_KILLS);
                    int victim = i % servers.size();
                    servers.kill(victim);
                    servers.start(victim);
                }
            });
            System.err.println("doubled in the history: " + Conversation.doubledIn(servers.anyTcp()));
        }
    }
}
