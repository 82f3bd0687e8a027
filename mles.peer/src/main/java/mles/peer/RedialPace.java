package mles.peer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Spreads the links that dial again after a loss: a burst at once, the others one after the other. The upstream server has
 * to take each of them in with its history. Thread-safe.
 */
final class RedialPace {
    static final int BURST = 20;
    static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final AtomicLong latest;

    RedialPace(long now) {
        this.latest = new AtomicLong(now - BURST * APART_NANOS);
    }

    /** {@return nanoseconds until the turn that is reserved for the caller} */
    long turnIn(long now) {
        long turn = latest.updateAndGet(last -> Math.max(last - now, -BURST * APART_NANOS) + now + APART_NANOS);
        return Math.max(0, turn - now);
    }
}
