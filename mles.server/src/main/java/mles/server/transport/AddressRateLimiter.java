package mles.server.transport;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Rate limit per address: an amount in a second, all at once or not. An address that was idle for a second is forgotten.
 * Thread-safe.
 */
public final class AddressRateLimiter {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SWEEP_AT = 1024;

    /** Until when what each did would have lasted, done at an even pace. */
    private final Map<AddressPrefix, AtomicLong> busyUntil = new ConcurrentHashMap<>();
    private final LongSupplier clock;
    private volatile long perSecond;
    private volatile int sweepAt = SWEEP_AT;

    /** @param perSecond 0 is no limit */
    public AddressRateLimiter(long perSecond) {
        this(perSecond, System::nanoTime);
    }

    AddressRateLimiter(long perSecond, LongSupplier clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /** Allows more or less from now on; 0 is no limit. */
    public void allow(long nowPerSecond) {
        perSecond = nowPerSecond;
    }

    /** {@return whether {@code who} may do it once more now} It counts only then. */
    public boolean mayOnce(InetSocketAddress who) {
        long rate = perSecond;
        if (rate == 0) {
            return true;
        }
        long now = clock.getAsLong();
        AtomicLong until = until(who, now);
        while (true) {
            long before = until.get();
            long end = after(before, now, 1, rate);
            if (end - now > SECOND) {
                return false;
            }
            if (until.compareAndSet(before, end)) {
                return true;
            }
        }
    }

    /**
     * {@code who} did it {@code count} times.
     *
     * @return for how many nanoseconds it should not do it again
     */
    public long did(InetSocketAddress who, long count) {
        long rate = perSecond;
        if (rate == 0) {
            return 0;
        }
        long now = clock.getAsLong();
        long end = until(who, now).updateAndGet(before -> after(before, now, count, rate));
        return Math.max(0, end - now - SECOND);
    }

    /** {@return of how many it knows something} */
    int known() {
        return busyUntil.size();
    }

    private AtomicLong until(InetSocketAddress who, long now) {
        AtomicLong until = busyUntil.computeIfAbsent(AddressPrefix.of(who), origin -> new AtomicLong(now));
        if (busyUntil.size() > sweepAt) {
            busyUntil.values().removeIf(each -> each.get() - now < 0);
            sweepAt = Math.max(SWEEP_AT, 2 * busyUntil.size());
        }
        return until;
    }

    private static long after(long before, long now, long count, long rate) {
        return (before - now > 0 ? before : now) + count * SECOND / rate;
    }
}
