package mles.server.transport;

import java.util.concurrent.atomic.AtomicInteger;

/** How many connections there may be, over all front ends. Thread-safe. */
public final class ConnectionLimit {
    private final AtomicInteger open = new AtomicInteger();
    private final int most;

    /** @param most connections at a time */
    public ConnectionLimit(int most) {
        this.most = most;
    }

    /** One more is there. {@return whether it may stay} It counts until {@link #left} in either case. */
    boolean entered() {
        return open.incrementAndGet() <= most;
    }

    /** One is gone. */
    void left() {
        open.decrementAndGet();
    }
}
