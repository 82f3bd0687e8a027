package mles.history.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XTrimParams;

/**
 * The connections to one Redis: some that read, and one that writes and holds the {@link Lease}. A connection is made to the
 * address that the name of the host has at that time. None outlives a fault, since another Redis may be the one to write to
 * by then. Thread-safe.
 */
final class RedisLink implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** As many as a server has store threads, and some for tools. */
    private static final int READERS = 8;
    private static final String FORMAT = "mles history, format 1";

    private final RedisAddress address;
    private final Keys keys;
    private final Lease lease;
    private @Nullable RedisClient readers;
    private @Nullable IOException lastFailure;
    private long failedAt;

    RedisLink(RedisAddress address, Keys keys, Lease lease) {
        this.address = address;
        this.keys = keys;
        this.lease = lease;
    }

    /**
     * {@return the result of {@code work}}
     *
     * @throws IOException when Redis does not answer, or not as it should
     */
    <R> R read(Function<RedisClient, R> work) throws IOException {
        checkPause();
        try {
            return readTwice(work);
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    /**
     * {@return the connection that writes} The lease of a server that is not heard of is waited for.
     *
     * @throws IOException when Redis does not answer, is too old, holds something else, or is used by another server
     */
    Jedis connect() throws IOException {
        return connect(lease::await);
    }

    /** Does what {@link #connect()} does, but without a wait: another server may have taken the lease meanwhile. */
    Jedis reconnect() throws IOException {
        return connect(lease::take);
    }

    private Jedis connect(Predicate<Jedis> leasing) throws IOException {
        checkPause();
        close();
        Jedis redis = null;
        try {
            redis = new Jedis(place(), config());
            renew(redis);
            if (!leasing.test(redis)) {
                throw new IOException(address + ": another server uses it");
            }
            claim(redis);
            return redis;
        } catch (JedisException e) {
            close(redis);
            throw failure(e);
        } catch (IOException e) {
            close(redis);
            throw e;
        }
    }

    /** Looks at what is there without changing anything. */
    void check() throws IOException {
        String format = read(redis -> redis.get(keys.format()));
        if (format == null) {
            throw new IOException(address + ": no history is stored here");
        }
        checkFormat(format);
    }

    /** {@return the longest time that may go by before {@link #renew} or another command on the connection that writes} */
    Duration renewal() {
        return lease.renewal();
    }

    /**
     * Renews the lease by a command that changes nothing. As it could change something, it is refused by a Redis that does
     * not take writes any more, and by one before 6.2, which does not know MINID.
     */
    void renew(Jedis redis) {
        redis.xtrim(keys.format() + ":none", new XTrimParams().minId("0"));
    }

    /** Closes the connections that read; the next to read gets a new one. */
    @Override
    public synchronized void close() {
        if (readers != null) {
            readers.close();
            readers = null;
        }
    }

    /** {@return {@code e} as a fault that names the place, after which there is a pause when Redis was not reached} */
    synchronized IOException failure(RuntimeException e) {
        Throwable cause = cause(e);
        IOException failure = new IOException(address + ": " + cause.getMessage(), e);
        if (cause instanceof IOException || cause instanceof JedisConnectionException) {
            lastFailure = failure;
            failedAt = System.nanoTime();
        }
        return failure;
    }

    static void close(@Nullable Jedis redis) {
        try {
            if (redis != null) {
                redis.close();
            }
        } catch (JedisException e) {
            // It was broken already.
        }
    }

    /** So that many channels do not wait one after the other for a Redis that is away. */
    private synchronized void checkPause() throws IOException {
        if (lastFailure != null && System.nanoTime() - failedAt < PAUSE_NANOS) {
            throw new IOException(lastFailure.getMessage(), lastFailure);
        }
        lastFailure = null;
    }

    /** A Redis without room still lets what it has be deleted, so nothing is written without need. */
    private void claim(Jedis redis) throws IOException {
        if (!redis.exists(keys.format())) {
            redis.set(keys.format(), FORMAT, SetParams.setParams().nx());
        }
        checkFormat(redis.get(keys.format()));
    }

    /** Reads on a new connection when an old one fails: Redis may have been away since it was used. */
    private <R> R readTwice(Function<RedisClient, R> work) throws IOException {
        try {
            return work.apply(readers());
        } catch (JedisConnectionException e) {
            close();
            return work.apply(readers());
        }
    }

    private void checkFormat(String format) throws IOException {
        if (!FORMAT.equals(format)) {
            throw new IOException(address + ": " + keys.format() + " is not '" + FORMAT + "'");
        }
    }

    private synchronized RedisClient readers() throws IOException {
        RedisClient open = readers;
        if (open == null) {
            ConnectionPoolConfig pool = new ConnectionPoolConfig();
            pool.setMaxTotal(READERS);
            pool.setJmxEnabled(false);
            // No tests: readTwice is one, and Jedis logs a stack trace for each that fails.
            pool.setTestWhileIdle(false);
            pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
            open = RedisClient.builder().hostAndPort(place()).clientConfig(config()).poolConfig(pool)
                    .build();
            readers = open;
        }
        return open;
    }

    private HostAndPort place() {
        return new HostAndPort(address.host(), address.port());
    }

    private DefaultJedisClientConfig config() throws IOException {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder().timeoutMillis(TIMEOUT_MILLIS)
                .clientName("mles");
        address.user().ifPresent(config::user);
        if (address.passwordFile().isPresent()) {
            config.password(firstLine(address.passwordFile().get()));
        }
        return config.build();
    }

    private String firstLine(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            throw new IOException(address + ": the password cannot be read from " + file, e);
        }
    }

    private static Throwable cause(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
