package mles.cluster.nats;

import java.io.IOException;
import java.nio.file.Path;
import mles.server.spi.Relay;
import mles.server.spi.RelaySettings;
import mles.testkit.jqwik.RelayContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Three servers on three NATS nodes. */
class NatsClusterContractTest extends RelayContract {
    private static NatsCluster nats;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        nats = NatsCluster.start(folder);
    }

    @AfterAll
    static void stop() {
        if (nats != null) {
            nats.close();
        }
    }

    @Override
    protected Relay create(RelaySettings settings) {
        return new NatsRelayProvider()
                .create(new RelaySettings(nats.place("test", 2), settings.largestFrame(), settings.keep()));
    }
}
