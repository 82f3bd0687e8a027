package mles.redis.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import mles.redis.RedisConnections;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connection that brings what is published on the open channels, and its thread. It is made again for ever. When it
 * breaks, the tails of all channels fail.
 */
final class LiveLink implements AutoCloseable {
    private static final long ANSWER_SECONDS = 5;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Map<String, Set<RedisChannel>> listening = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> asked = new ConcurrentHashMap<>();
    private final AtomicLong asks = new AtomicLong();
    private final RedisConnections connections;
    private final ClusterKeys keys;
    private final Engine engine;
    private final Consumer<String> probed;
    private final Thread thread = Thread.ofVirtual().name("mles-cluster-redis-live").unstarted(this::run);
    private volatile @Nullable Connection connection;
    private volatile boolean closed;
    private volatile String fault = "no connection yet";
    /** Is set while the connection takes subscriptions. Is changed, and sends, with the monitor held. */
    private volatile @Nullable Arrivals current;

    /** @param probed gets each probe that comes back */
    LiveLink(RedisConnections connections, ClusterKeys keys, Engine engine, Consumer<String> probed) {
        this.connections = connections;
        this.keys = keys;
        this.engine = engine;
        this.probed = probed;
    }

    void start() {
        thread.start();
    }

    /** {@return why the last connection ended, or was not made} */
    String fault() {
        return fault;
    }

    /** Has live entries come, so that none is missed which is taken from now on. Waits for that. */
    void add(RedisChannel channel) throws IOException {
        CompletableFuture<Void> sure = new CompletableFuture<>();
        String token = Long.toString(asks.incrementAndGet());
        asked.put(token, sure);
        try {
            subscribe(channel, token);
            sure.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException | JedisException e) {
            throw new IOException("live entries: " + fault, e);
        } finally {
            asked.remove(token);
        }
    }

    /** Has them come no more. */
    synchronized void remove(RedisChannel channel) {
        String name = text(keys.live(channel.name()));
        Set<RedisChannel> same = listening.get(name);
        if (same != null && same.remove(channel) && same.isEmpty()) {
            listening.remove(name);
            Arrivals open = current;
            if (open != null) {
                try {
                    open.unsubscribe(keys.live(channel.name()));
                } catch (JedisException e) {
                    drop();
                }
            }
        }
    }

    /** Ends the tails of all channels, which may have missed something. */
    void fail(String why) {
        listening.values().forEach(same -> same.forEach(channel -> channel.fail(why)));
    }

    /** Ends the connection; the next one goes where the name of the host leads then. */
    void drop() {
        Connection open = connection;
        if (open != null) {
            try {
                open.forceDisconnect();
            } catch (IOException e) {
                // It was broken already.
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        drop();
    }

    private synchronized void subscribe(RedisChannel channel, String token) throws IOException {
        Arrivals open = current;
        if (open == null || channel.isClosed()) {
            throw new IOException("live entries: " + fault);
        }
        byte[] name = keys.live(channel.name());
        Set<RedisChannel> same = listening.computeIfAbsent(text(name), any -> ConcurrentHashMap.newKeySet());
        if (same.isEmpty()) {
            open.subscribe(name);
        }
        same.add(channel);
        // Answers come in order, so this one tells that the subscription is there, an earlier one as well.
        open.ping(token.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return whether what is published now comes} */
    boolean isConnected() {
        return current != null;
    }

    private synchronized void connected(Arrivals arrivals) {
        current = arrivals;
        fault = "no answer in time";
    }

    /** Forgets the subscriptions: each tail makes its own. */
    private synchronized void disconnected(String why) {
        fault = why;
        current = null;
        fail(why);
        listening.clear();
        asked.values().forEach(one -> one.completeExceptionally(new IOException(why)));
    }

    private void run() {
        while (!closed) {
            String why;
            try (Connection open = connections.openRaw()) {
                open.setTimeoutInfinite();
                connection = open;
                new Arrivals().proceed(open, keys.probe());
                why = "the connection was closed";
            } catch (JedisException e) {
                why = String.valueOf(connections.failure(e).getMessage());
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
            }
            disconnected(why);
            engine.lost();
            if (!closed) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static String text(byte[] name) {
        return PlacedEntry.text(name);
    }

    /** Receiver of answers and messages. Thread: that of the link. */
    private final class Arrivals extends BinaryJedisPubSub {
        @Override
        public void onSubscribe(byte[] name, int count) {
            if (count == 1) {
                connected(this);
                engine.hurry();
            }
        }

        @Override
        public void onPong(byte[] token) {
            CompletableFuture<Void> sure = asked.get(text(token));
            if (sure != null) {
                sure.complete(null);
            }
        }

        @Override
        public void onMessage(byte[] name, byte[] message) {
            Set<RedisChannel> same = listening.get(text(name));
            if (same != null) {
                LiveEntry.parse(message).ifPresent(live -> same.forEach(channel -> channel.arrived(live)));
            } else if (text(name).equals(text(keys.probe()))) {
                probed.accept(text(message));
            }
        }
    }
}
