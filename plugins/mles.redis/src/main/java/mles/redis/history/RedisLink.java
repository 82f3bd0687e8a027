package mles.redis.history;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import mles.redis.RedisAddress;
import mles.redis.RedisConnections;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.XTrimParams;

/** The connections of a store: some that read, and one that writes and holds the {@link Lease}. Thread-safe. */
final class RedisLink implements AutoCloseable {
    private static final String FORMAT = "mles history, format 1";

    private final RedisAddress address;
    private final Keys keys;
    private final Lease lease;
    private final RedisConnections connections;

    RedisLink(RedisAddress address, Keys keys, Lease lease) {
        this.address = address;
        this.keys = keys;
        this.lease = lease;
        this.connections = new RedisConnections(address);
    }

    /**
     * {@return the result of {@code work}}
     *
     * @throws IOException when Redis does not answer, or not as it should
     */
    <R> R read(Function<RedisClient, R> work) throws IOException {
        return connections.read(work);
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
        close();
        Jedis redis = null;
        try {
            redis = connections.open();
            renew(redis);
            if (!leasing.test(redis)) {
                throw new IOException(address + ": another server uses it");
            }
            claim(redis);
            return redis;
        } catch (JedisException e) {
            RedisConnections.close(redis);
            throw failure(e);
        } catch (IOException e) {
            RedisConnections.close(redis);
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
    public void close() {
        connections.close();
    }

    /** {@return {@code e} as a fault that names the place, after which there is a pause when Redis was not reached} */
    IOException failure(RuntimeException e) {
        return connections.failure(e);
    }

    /** A Redis without room still lets what it has be deleted, so nothing is written without need. */
    private void claim(Jedis redis) throws IOException {
        if (!redis.exists(keys.format())) {
            redis.set(keys.format(), FORMAT, SetParams.setParams().nx());
        }
        checkFormat(redis.get(keys.format()));
    }

    private void checkFormat(@Nullable String format) throws IOException {
        if (!FORMAT.equals(format)) {
            throw new IOException(address + ": " + keys.format() + " is not '" + FORMAT + "'");
        }
    }
}
