package mles.redis.history;

import mles.redis.RedisAddress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/**
 * The right to write to one place in Redis. Its holder is the server whose connection bears the name of the place, as long as
 * Redis hears of that connection; every command on it renews the lease. Redis forgets a connection at once when its process
 * ends, but keeps it for long when the machine died or was cut off. The next holder has Redis close such a connection, so that
 * nothing comes through it late. For one thread.
 */
final class Lease {
    /** A holder that is not heard of for this time has lost the lease. */
    static final Duration USUAL = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final int RENEWALS = 3;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Pattern CLIENT = Pattern.compile("^id=(\\d+) .*?\\bname=(\\S*) .*?\\bidle=(\\d+) ",
            Pattern.MULTILINE);

    private final RedisAddress address;
    private final Duration time;
    private final String family;
    private final String name;

    Lease(RedisAddress address, Duration time) {
        this.address = address;
        this.time = time;
        this.family = "mles:" + address.prefix() + ":";
        this.name = family + UUID.randomUUID();
    }

    /** {@return the longest time that its holder may let go by without a command} */
    Duration renewal() {
        return time.dividedBy(RENEWALS);
    }

    /**
     * Takes it for a connection without a name.
     *
     * @return whether no other server holds it
     */
    boolean take(Jedis redis) {
        return tryTake(redis).isEmpty();
    }

    /** Takes it as {@link #take} does, but waits for a holder that is not heard of, at most for the time of the lease. */
    boolean await(Jedis redis) {
        long begun = System.nanoTime();
        OptionalLong idle = tryTake(redis);
        if (idle.isPresent()) {
            LOG.info("history-lease: waiting for another server to renew or lose it, place={}, seconds={}", address,
                    time.toSeconds());
        }
        while (idle.isPresent()) {
            // Redis counts whole seconds.
            if (idle.getAsLong() + 1 < TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
            idle = tryTake(redis);
        }
        return true;
    }

    /** {@return for how many seconds the holder was not heard of; empty when it is taken now} */
    private OptionalLong tryTake(Jedis redis) {
        OptionalLong idle = closeDead(redis);
        if (idle.isEmpty()) {
            redis.clientSetname(name);
            // Another server may have looked before the name was there.
            idle = closeDead(redis);
            if (idle.isPresent()) {
                redis.clientSetname("");
            }
        }
        return idle;
    }

    /**
     * Closes what is left of this and of dead holders.
     *
     * @return for how many seconds a living one was not heard of
     */
    private OptionalLong closeDead(Jedis redis) {
        OptionalLong living = OptionalLong.empty();
        String own = Long.toString(redis.clientId());
        Matcher client = CLIENT.matcher(redis.clientList());
        while (client.find()) {
            String id = client.group(1);
            long idle = Long.parseLong(client.group(3));
            if (id.equals(own) || !client.group(2).startsWith(family)) {
                continue;
            }
            if (client.group(2).equals(name) || idle >= time.toSeconds()) {
                redis.clientKill(ClientKillParams.clientKillParams().id(id));
            } else {
                living = OptionalLong.of(idle);
            }
        }
        return living;
    }
}
