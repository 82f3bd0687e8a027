package mles.redis.history;

import mles.redis.RedisAddress;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistoryStoreProvider;

/** Stores in Redis: {@code redis:HOST:PORT/PREFIX}. */
public final class RedisStoreProvider implements HistoryStoreProvider {
    /** Creates a provider; for the service loader. */
    public RedisStoreProvider() {
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public HistoryStore create(HistorySettings settings) {
        if (settings.diskLimit() > 0) {
            throw new IllegalArgumentException("history-disk-limit is not for redis, which has its own, maxmemory");
        }
        return new RedisStore(RedisAddress.parse(name() + ":", settings.argument()), settings.readOnly());
    }
}
