package mles.redis.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import mles.redis.RedisAddress;
import mles.redis.RedisServer;
import mles.server.spi.Relay;
import mles.server.spi.RelaySettings;
import mles.testkit.jqwik.RelayContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Three servers with one Redis. */
class RedisRelayContractTest extends RelayContract {
    private static RedisServer redis;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        redis = RedisServer.start(folder);
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected Relay create(RelaySettings settings) {
        // Entries beyond the history would stay for longer than the test takes.
        return new RedisRelay(RedisAddress.parse("redis://", redis.place("test")), settings, Duration.ZERO);
    }
}
