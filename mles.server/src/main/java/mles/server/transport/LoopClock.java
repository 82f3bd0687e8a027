package mles.server.transport;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time in which an event loop could turn. Time in which it could not, because the process or the machine stood
 * still, does not count: nothing was read in it, so no connection was silent. For one loop.
 */
public final class LoopClock {
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A longer time without a reading is none in which the loop turned. */
    private static final long LONGEST_GAP_NANOS = 2 * TICK_NANOS;

    private final LongSupplier source;
    private long seen;
    private long passed;
    private boolean ticking;

    /** Creates a clock that has to be read once a second at least. */
    public LoopClock() {
        this(System::nanoTime);
    }

    LoopClock(LongSupplier source) {
        this.source = source;
        this.seen = source.getAsLong();
        this.passed = seen;
    }

    /** Reads itself from now on. On {@code loop}. */
    public void tick(EventLoop loop) {
        if (!ticking) {
            ticking = true;
            loop.scheduleAtFixedRate(this::nanoTime, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    /** {@return nanoseconds since an arbitrary moment} On the loop. */
    public long nanoTime() {
        long now = source.getAsLong();
        passed += Math.min(now - seen, LONGEST_GAP_NANOS);
        seen = now;
        return passed;
    }
}
