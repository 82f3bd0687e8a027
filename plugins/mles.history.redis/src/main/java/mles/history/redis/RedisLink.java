package mles.history.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
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
 * The connections to one Redis: a few for whoever reads, and one that writes. The writing one bears a name, by which another
 * server sees that the place is taken; Redis forgets it with the connection, so nothing is left to expire after a crash.
 * Thread-safe.
 */
final class RedisLink implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** As many as a server has store threads, and some for tools. */
    private static final int READERS = 8;
    private static final String FORMAT = "mles history, format 1";

    private final RedisAddress address;
    private final String family;
    private final String name;
    private final Keys keys;
    private @Nullable RedisClient readers;
    private @Nullable IOException lastFailure;
    private long failedAt;

    RedisLink(RedisAddress address, Keys keys) {
        this.address = address;
        this.keys = keys;
        this.family = "mles:" + address.prefix() + ":";
        this.name = family + UUID.randomUUID();
    }

    /**
     * {@return what {@code work} finds}
     *
     * @throws IOException when Redis does not answer, or not as it should
     */
    <R> R read(Function<RedisClient, R> work) throws IOException {
        checkPause();
        try {
            return work.apply(readers());
        } catch (JedisException e) {
            throw failure(e);
        }
    }

    /**
     * {@return the connection that writes}
     *
     * @throws IOException when Redis does not answer, is too old, holds something else, or is used by another server
     */
    Jedis connect() throws IOException {
        checkPause();
        Jedis redis = null;
        try {
            redis = new Jedis(place(), config(name));
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

    private void claim(Jedis redis) throws IOException {
        if (Pattern.compile("\\bname=" + Pattern.quote(family)).matcher(others(redis)).find()) {
            throw new IOException(address + ": another server uses it");
        }
        // Redis before 6.2 does not know MINID and says so here, not when the first message is lost.
        redis.xtrim(keys.format() + ":none", new XTrimParams().minId("0"));
        redis.set(keys.format(), FORMAT, SetParams.setParams().nx());
        checkFormat(redis.get(keys.format()));
    }

    private String others(Jedis redis) {
        return redis.clientList().replace("name=" + name, "");
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
            // A connection is tried before use, since Redis may have been away meanwhile; so nobody need look after them.
            pool.setTestOnBorrow(true);
            pool.setTestWhileIdle(false);
            pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
            open = RedisClient.builder().hostAndPort(place()).clientConfig(config("mles-reader")).poolConfig(pool)
                    .build();
            readers = open;
        }
        return open;
    }

    private HostAndPort place() {
        return new HostAndPort(address.host(), address.port());
    }

    private DefaultJedisClientConfig config(String clientName) throws IOException {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder().timeoutMillis(TIMEOUT_MILLIS)
                .clientName(clientName);
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
