package mles.server.transport;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mles.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/** How many connections there may be over all front ends: in all, and from one address. Thread-safe. */
public final class ConnectionLimit {
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Origin, Integer> openFrom = new ConcurrentHashMap<>();
    private final int most;
    private final int mostPerAddress;

    /**
     * Nobody is there yet.
     *
     * @param most           connections at a time
     * @param mostPerAddress of them from one address; 0 is no limit
     */
    public ConnectionLimit(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** One more is there. {@return why it may not stay, if it may not} It counts until {@link #left} in either case. */
    @Nullable
    CloseReason entered(InetSocketAddress remote) {
        boolean tooMany = open.incrementAndGet() > most;
        boolean tooManyFrom = mostPerAddress > 0
                && openFrom.merge(Origin.of(remote), 1, Integer::sum) > mostPerAddress;
        if (tooMany) {
            return CloseReason.CONNECTION_LIMIT;
        }
        return tooManyFrom ? CloseReason.ADDRESS_LIMIT : null;
    }

    /** One is gone. */
    void left(InetSocketAddress remote) {
        open.decrementAndGet();
        if (mostPerAddress > 0) {
            openFrom.computeIfPresent(Origin.of(remote), (origin, count) -> count == 1 ? null : count - 1);
        }
    }

    /** {@return from how many addresses there are connections, where that is limited} */
    int addresses() {
        return openFrom.size();
    }
}
