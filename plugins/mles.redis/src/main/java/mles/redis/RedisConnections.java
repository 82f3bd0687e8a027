package mles.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connections to one Redis: a pool for reading, and single ones. Each is made to the address that the name of the host has at
 * that time. None should outlive a fault, since another Redis may be the one to write to by then. Thread: any but an event
 * loop.
 */
public final class RedisConnections implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** As many as a server has store threads, and some for tools. */
    private static final int READERS = 8;

    private final RedisAddress address;
    private @Nullable RedisClient readers;
    private @Nullable IOException lastFailure;
    private long failedAt;

    /** Creates connections on demand. */
    public RedisConnections(RedisAddress address) {
        this.address = address;
    }

    /**
     * {@return the result of {@code work}, which may run twice}
     *
     * @throws IOException when Redis does not answer, or not as it should
     */
    public <R> R read(Function<RedisClient, R> work) throws IOException {
        checkPause();
        try {
            return readTwice(work);
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    /** {@return a connection of its own} */
    public Jedis open() throws IOException {
        return new Jedis(openRaw());
    }

    /** {@return a connection without commands} */
    public Connection openRaw() throws IOException {
        checkPause();
        try {
            return new Connection(place(), config());
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    /** Closes the connections of the pool; the next to read gets a new one. */
    @Override
    public synchronized void close() {
        if (readers != null) {
            readers.close();
            readers = null;
        }
    }

    /** {@return {@code e} as a fault that names the place, after which there is a pause when Redis was not reached} */
    public synchronized IOException failure(RuntimeException e) {
        Throwable cause = cause(e);
        IOException failure = new IOException(address + ": " + cause.getMessage(), e);
        if (cause instanceof IOException || cause instanceof JedisConnectionException) {
            lastFailure = failure;
            failedAt = System.nanoTime();
        }
        return failure;
    }

    /** Closes a connection, which may be broken. */
    public static void close(@Nullable Jedis redis) {
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

    /** Reads on a new connection when an old one fails: Redis may have been away since it was used. */
    private <R> R readTwice(Function<RedisClient, R> work) throws IOException {
        try {
            return work.apply(readers());
        } catch (JedisConnectionException e) {
            close();
            return work.apply(readers());
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
