import mles.history.redis.RedisStoreProvider;
import mles.server.spi.HistoryStoreProvider;
import org.jspecify.annotations.NullMarked;

/** History in Redis: a stream for each channel. A plugin: its jars go into a folder of the image's {@code plugins}. */
@NullMarked @SuppressWarnings({"requires-automatic"}) // Jedis has a stable module name, but no descriptor
module mles.history.redis {
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
}
