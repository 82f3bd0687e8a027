package mles.redis.history;

import mles.redis.RedisAddress;
import mles.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.testkit.jqwik.HistoryStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The Redis store keeps the contract. */
class RedisStoreContractTest extends HistoryStoreContract {
    private static RedisServer redis;

    private final String prefix = UUID.randomUUID().toString();

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
    protected HistoryStore create(HistorySettings settings) {
        return new RedisStore(RedisAddress.parse("redis:", redis.place(prefix)), settings.readOnly());
    }
}
