package mles.history.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mles.server.spi.Ack;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * The one thread that writes for a store. What has come while Redis answered is sent together: an entry for each channel, all
 * in one pipeline. So no channel has two entries under way, of which only the later one might be stored. Jobs may be given on
 * any thread, without a wait.
 */
final class Writer {
    private static final int GROUP_BYTES = 8 << 20;

    private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private final Map<RedisHistory, Entry> group = new LinkedHashMap<>();
    private final RedisLink link;
    private final Thread thread;
    private @Nullable Jedis redis;
    private volatile boolean closing;
    private long groupBytes;

    Writer(RedisLink link) {
        this.link = link;
        this.thread = new Thread(this::work, "mles-history-redis");
        thread.setDaemon(true);
    }

    /** @throws IOException when Redis is not there, or not for us */
    void start() throws IOException {
        redis = link.connect();
        thread.start();
    }

    /** Appends behind everything given before. */
    void append(RedisHistory target, ByteBuffer frames, Ack ack) {
        jobs.add(() -> {
            groupBytes += frames.remaining();
            group.computeIfAbsent(target, Entry::new).add(frames, ack);
        });
    }

    /** Calls {@code task} behind everything given before, and waits for it. Not from an event loop. */
    <T> T call(Function<Jedis, T> task) throws IOException {
        if (closing) {
            throw new IOException("the store is closed");
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        jobs.add(() -> {
            endGroup();
            try {
                result.complete(task.apply(connection()));
            } catch (RuntimeException e) {
                result.completeExceptionally(lost(e));
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the store worked", e);
        }
    }

    /** Ends behind everything given before, and waits for it. */
    void close() {
        closing = true;
        jobs.add(() -> {
        });
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (true) {
            Runnable job = group.isEmpty() ? await() : jobs.poll();
            if (job != null) {
                job.run();
            }
            if (job == null || groupBytes >= GROUP_BYTES) {
                endGroup();
            }
            if (closing && jobs.isEmpty() && group.isEmpty()) {
                break;
            }
        }
        RedisLink.close(redis);
    }

    private @Nullable Runnable await() {
        try {
            Runnable job = jobs.poll(link.renewal().toMillis(), TimeUnit.MILLISECONDS);
            if (job == null) {
                renew();
            }
            return job;
        } catch (InterruptedException e) {
            // This thread is never interrupted; it ends by close.
            return null;
        }
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

    private void endGroup() {
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
        RedisLink.close(redis);
        redis = null;
    }
}
