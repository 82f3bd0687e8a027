package mles.redis.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import mles.redis.RedisConnections;
import mles.server.spi.Ack;
import mles.server.spi.StoreWriter;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * Writes for a store on one thread. Appends that come while Redis answers are sent together: an entry for each channel, all
 * in one pipeline. So no channel has two entries under way, of which only the later one might be stored.
 */
final class Writer implements StoreWriter.Group {
    private static final int GROUP_BYTES = 8 << 20;

    private final Map<RedisHistory, Entry> group = new LinkedHashMap<>();
    private final RedisLink link;
    private final StoreWriter writer = new StoreWriter("mles-history-redis", this);
    private @Nullable Jedis redis;
    private long groupBytes;
    private long usedAt = System.nanoTime();

    Writer(RedisLink link) {
        this.link = link;
    }

    /** @throws IOException when Redis is not there, or not for us */
    void start() throws IOException {
        redis = link.connect();
        writer.start();
    }

    /** Appends behind everything given before. */
    void append(RedisHistory target, ByteBuffer frames, Ack ack) {
        writer.give(() -> {
            groupBytes += frames.remaining();
            group.computeIfAbsent(target, Entry::new).add(frames, ack);
        });
    }

    /** Calls {@code task} behind everything given before, and waits for it. Not from an event loop. */
    <T> T call(Function<Jedis, T> task) throws IOException {
        return writer.call(() -> {
            usedAt = System.nanoTime();
            try {
                return task.apply(connection());
            } catch (RuntimeException e) {
                throw lost(e);
            }
        });
    }

    /** Ends behind everything given before, and waits for it. */
    void end() {
        writer.close();
    }

    @Override
    public boolean isEmpty() {
        return group.isEmpty();
    }

    @Override
    public boolean isFull() {
        return groupBytes >= GROUP_BYTES;
    }

    @Override
    public long idle() {
        long renewal = link.renewal().toNanos();
        long waited = System.nanoTime() - usedAt;
        if (waited < renewal) {
            return renewal - waited;
        }
        renew();
        usedAt = System.nanoTime();
        return renewal;
    }

    @Override
    public void close() {
        RedisConnections.close(redis);
    }

    /** Keeps the lease, and finds out that Redis was away or demoted before there is something to store. */
    private void renew() {
        try {
            link.renew(connection());
        } catch (RuntimeException e) {
            lost(e);
        } catch (IOException e) {
            // Next time, or when there is something to write.
        }
    }

    @Override
    public void write() {
        if (group.isEmpty()) {
            return;
        }
        try {
            Pipeline pipeline = connection().pipelined();
            group.values().forEach(entry -> entry.send(pipeline));
            pipeline.sync();
            boolean refused = false;
            for (Entry entry : group.values()) {
                refused |= !entry.answer(link);
            }
            if (refused) {
                // After a failover the name of the host leads elsewhere.
                disconnect();
            }
        } catch (RuntimeException e) {
            IOException cause = lost(e);
            group.values().forEach(entry -> entry.fail(cause));
        } catch (IOException e) {
            group.values().forEach(entry -> entry.fail(e));
        }
        group.clear();
        groupBytes = 0;
        usedAt = System.nanoTime();
    }

    private Jedis connection() throws IOException {
        Jedis open = redis;
        if (open == null) {
            open = link.reconnect();
            redis = open;
        }
        return open;
    }

    private IOException lost(RuntimeException cause) {
        disconnect();
        return link.failure(cause);
    }

    private void disconnect() {
        RedisConnections.close(redis);
        redis = null;
    }
}
