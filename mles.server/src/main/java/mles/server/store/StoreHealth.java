package mles.server.store;

import java.util.concurrent.TimeUnit;

/**
 * Tells the first failure of a store from those that follow, and the waits between attempts: longer each time up to a
 * minute, and short again only where the store worked for longer than the last wait. For the home loop.
 */
final class StoreHealth {
    private static final long FIRST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private boolean failing;
    private long waitNanos = FIRST_WAIT_NANOS;
    private long lastWaitNanos;
    private long recoveredAt;

    boolean isFailing() {
        return failing;
    }

    /** {@return whether it was well until now} */
    boolean failed(long now) {
        boolean first = !failing;
        if (first && now - recoveredAt > lastWaitNanos) {
            waitNanos = FIRST_WAIT_NANOS;
        }
        failing = true;
        return first;
    }

    /** {@return the time until the next attempt} */
    long nextWait() {
        lastWaitNanos = waitNanos;
        waitNanos = Math.min(2 * waitNanos, LONGEST_WAIT_NANOS);
        return lastWaitNanos;
    }

    void recovered(long now) {
        failing = false;
        recoveredAt = now;
    }
}
