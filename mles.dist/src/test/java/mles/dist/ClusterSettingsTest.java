package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mles.server.MlesServer;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import org.junit.jupiter.api.Test;

/** Settings that do not go with a cluster, where stores are at hand. */
class ClusterSettingsTest {
    @Test
    void aStoreOfTheServerIsNoHistoryOfACluster() {
        ServerConfig config = ServerConfig.builder().keys(Frames.KEY, null).parse(Settings.CLUSTER, "nats://127.0.0.1")
                .parse(Settings.HISTORY, "file:nowhere").build();
        try (MlesServer server = MlesServer.builder().config(config).build()) {
            assertEquals("history: expected memory beside a cluster, whose engine keeps history",
                    assertThrows(ConfigException.class, server::start).getMessage());
        }
    }
}
