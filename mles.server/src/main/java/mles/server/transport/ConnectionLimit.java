package mles.server.transport;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mles.protocol.CloseReason;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Limit on connections over all front ends: in all, and from one address. Above the limit in all, the oldest silent one is
 * closed for the new one. Thread-safe.
 */
public final class ConnectionLimit {
    private static final long GUESS_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final AtomicInteger open = new AtomicInteger();
    private final Map<AddressPrefix, Integer> openFrom = new ConcurrentHashMap<>();
    private final Set<Silent> silent = new LinkedHashSet<>();
    private final AddressRateLimiter wrongKeys;
    private volatile int most;
    private volatile int mostPerAddress;

    /** A connection of which nothing has come yet. */
    public interface Silent {
        /** Ends, as there are too many. From anywhere. */
        void giveWay();
    }

    /**
     * A limit without connections yet.
     *
     * @param most           connections at a time
     * @param mostPerAddress of them from one address; 0 is no limit
     * @param wrongKeys      wrong keys and tokens of one address that are answered at once in a second; 0 is no limit
     */
    public ConnectionLimit(int most, int mostPerAddress, int wrongKeys) {
        this.wrongKeys = new AddressRateLimiter(wrongKeys);
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** {@return the limits that {@code config} sets, without any connection} */
    public static ConnectionLimit of(ServerConfig config) {
        return new ConnectionLimit(config.get(Settings.MAX_CONNECTIONS),
                config.get(Settings.MAX_CONNECTIONS_PER_ADDRESS), config.get(Settings.WRONG_KEY_RATE_PER_ADDRESS));
    }

    /** Changes the limits for further connections. */
    public void allow(int nowMost, int nowMostPerAddress) {
        most = nowMost;
        mostPerAddress = nowMostPerAddress;
    }

    /**
     * One more is there. It counts until {@link #left} in either case.
     *
     * @return why it may not stay, if it may not
     */
    @Nullable
    CloseReason entered(InetSocketAddress remote) {
        boolean tooMany = open.incrementAndGet() > most;
        int from = openFrom.merge(AddressPrefix.of(remote), 1, Integer::sum);
        boolean tooManyFrom = mostPerAddress > 0 && from > mostPerAddress;
        if (tooMany && (tooManyFrom || !oldestGivesWay())) {
            return CloseReason.CONNECTION_LIMIT;
        }
        return tooManyFrom ? CloseReason.ADDRESS_LIMIT : null;
    }

    /**
     * One more is there whose client is not known yet: no address has it. It counts until {@link #left()} in either case.
     *
     * @return why it may not stay, if it may not
     */
    @Nullable
    CloseReason entered() {
        return open.incrementAndGet() > most && !oldestGivesWay() ? CloseReason.CONNECTION_LIMIT : null;
    }

    /** One is gone, or known, that came without an address. */
    void left() {
        open.decrementAndGet();
    }

    /**
     * A key or token was wrong.
     *
     * @return for how many nanoseconds the answer has to wait
     */
    public long guessed(InetSocketAddress remote) {
        return wrongKeys.mayOnce(remote) ? 0 : GUESS_NANOS;
    }

    /** Nothing has come of {@code connection} yet. */
    void silent(Silent connection) {
        synchronized (silent) {
            silent.add(connection);
        }
    }

    /** Something has come, or it is gone. */
    void heard(Silent connection) {
        synchronized (silent) {
            silent.remove(connection);
        }
    }

    /** One is gone. */
    void left(InetSocketAddress remote) {
        open.decrementAndGet();
        openFrom.computeIfPresent(AddressPrefix.of(remote), (origin, count) -> count == 1 ? null : count - 1);
    }

    private boolean oldestGivesWay() {
        Silent oldest;
        synchronized (silent) {
            Iterator<Silent> all = silent.iterator();
            if (!all.hasNext()) {
                return false;
            }
            oldest = all.next();
            all.remove();
        }
        oldest.giveWay();
        return true;
    }

    /** {@return from how many addresses there are connections} */
    int addresses() {
        return openFrom.size();
    }
}
