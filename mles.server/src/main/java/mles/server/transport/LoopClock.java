package mles.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time in which an event loop could turn. Time in which it could not, because the process or the machine stood
 * still, does not count: nothing was read in it, so no connection was silent. For one loop.
 */
public final class LoopClock {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** A longer time without a reading is none in which the loop turned. */
    private static final long LONGEST_GAP_NANOS = 2 * TICK_NANOS;

    private final LongSupplier source;
    private long seen;
    private long passed;
    private boolean ticking;

    /** Creates a clock that has to tick, or be read as often. */
    public LoopClock() {
        this(System::nanoTime);
    }

    /** @param source of nanoseconds */
    public LoopClock(LongSupplier source) {
        this.source = source;
        this.seen = source.getAsLong();
        this.passed = seen;
    }

    /**
     * Runs {@code task} when {@code channel} is open still after {@code seconds} in which its loop could turn. For short waits: the
     * loop wakes up each second.
     */
    public static void ifOpenAfter(Channel channel, int seconds, Runnable task) {
        channel.eventLoop().schedule(() -> {
            if (!channel.isOpen()) {
                return;
            }
            if (seconds <= 1) {
                task.run();
            } else {
                ifOpenAfter(channel, seconds - 1, task);
            }
        }, 1, TimeUnit.SECONDS);
    }

    /** Reads itself from now on. On {@code loop}. */
    public void tick(EventLoop loop) {
        if (!ticking) {
            ticking = true;
            loop.scheduleAtFixedRate(this::nanoTime, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    /** Runs {@code task} after {@code nanos} of this clock, which has to tick. On {@code loop}. */
    public void after(EventLoop loop, long nanos, Runnable task) {
        at(loop, nanoTime() + nanos, nanos, task);
    }

    private void at(EventLoop loop, long due, long nanos, Runnable task) {
        loop.schedule(() -> {
            long left = due - nanoTime();
            if (left > 0) {
                at(loop, due, left, task);
            } else {
                task.run();
            }
        }, nanos, TimeUnit.NANOSECONDS);
    }

    /** {@return nanoseconds since an arbitrary moment} On the loop. */
    public long nanoTime() {
        long now = source.getAsLong();
        passed += Math.min(now - seen, LONGEST_GAP_NANOS);
        seen = now;
        return passed;
    }
}
