package mles.server.memory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import mles.server.transport.MemoryAccount;

/**
 * Use of the one memory limit by segments, half-read frames and batches between loops. Thread-safe. It refuses nothing: it
 * reports once that it is spent, and once that an eighth is free again.
 */
public final class MemoryBudget implements MemoryAccount {
    private final AtomicLong used = new AtomicLong();
    private final AtomicBoolean pressed = new AtomicBoolean();
    private final long limit;
    private volatile Runnable onChange = () -> {
    };

    /** @param limit bytes */
    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Names who is told of {@link #isPressed()} changing, on whatever thread changes it. */
    public void onChange(Runnable told) {
        onChange = told;
    }

    @Override
    public void take(long bytes) {
        if (used.addAndGet(bytes) > limit && pressed.compareAndSet(false, true)) {
            onChange.run();
            // Who gave something back before this showed has said nothing.
            give(0);
        }
    }

    @Override
    public void give(long bytes) {
        if (used.addAndGet(-bytes) < limit - limit / 8 && pressed.get() && pressed.compareAndSet(true, false)) {
            onChange.run();
        }
    }

    /** {@return whether it is spent} */
    public boolean isPressed() {
        return pressed.get();
    }

    /** {@return the number of bytes to free before it is not spent any more} */
    public long excess() {
        return Math.max(0, used.get() - (limit - limit / 8) + 1);
    }

    /** {@return whether a quarter more than the limit is in use} */
    public boolean isOverrun() {
        return used.get() > limit + limit / 4;
    }

    /** {@return bytes in use} */
    public long used() {
        return used.get();
    }

    /** {@return bytes that may be used} */
    public long limit() {
        return limit;
    }
}
