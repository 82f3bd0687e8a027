import mles.redis.cluster.RedisRelayProvider;
import mles.redis.history.RedisStoreProvider;
import mles.server.spi.HistoryStoreProvider;
import mles.server.spi.RelayProvider;
import org.jspecify.annotations.NullMarked;

/**
 * Redis below Mles: history, a stream for each channel, or one channel space over many servers. A plugin: its jars go into a
 * folder of the image's {@code plugins}. Which keys a cluster has in Redis says the package {@code mles.redis.cluster}.
 */
@NullMarked @SuppressWarnings({"requires-automatic"}) // Jedis has a stable module name, but no descriptor
module mles.redis {
    requires mles.server;
    requires org.slf4j;

    // The client of Redis. It brings no event loop, so nothing of it can clash with the Netty of the server.
    requires redis.clients.jedis;
    requires org.apache.commons.pool2;
    // Jedis needs these, and cannot say so itself.
    requires com.google.gson;
    requires org.json;

    requires static org.jspecify;

    provides HistoryStoreProvider with RedisStoreProvider;
    provides RelayProvider with RedisRelayProvider;
}
