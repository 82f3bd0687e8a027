package mles.server.spi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The thread that probes an engine again and again, and tells a {@link RelayListener} of each change. For engines that want
 * one. Thread-safe.
 */
public final class RelayWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long HURRY_NANOS = Duration.ofMillis(250).toNanos();

    private final AtomicBoolean lost = new AtomicBoolean();
    private final Supplier<String> probe;
    private final RelayListener listener;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean isUp = true;

    /**
     * A watch that is not started, of an engine that is up.
     *
     * @param name  name of its thread
     * @param probe tries the engine, and says in one line, without a secret, what is wrong; empty when all is well. May wait;
     *              an interrupt ends that
     */
    public RelayWatch(String name, Supplier<String> probe, RelayListener listener) {
        this.probe = probe;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::watch);
    }

    /** Probes from now on: every 2 s, or 0.25 s while the engine is down. */
    public void start() {
        lost.set(false);
        thread.start();
    }

    /** {@return whether the last probe was good; true before the first} */
    public boolean isUp() {
        return isUp;
    }

    /** Probes at once. */
    public void hurry() {
        LockSupport.unpark(thread);
    }

    /** The connection was lost: the listener is told, and the next probe follows at once. */
    public void lost() {
        lost.set(true);
        hurry();
    }

    /** Tells nothing more. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void watch() {
        while (!closed) {
            if (lost.getAndSet(false)) {
                tell("the connection was lost");
            }
            tell(probe.get());
            LockSupport.parkNanos(isUp ? PAUSE_NANOS : HURRY_NANOS);
        }
    }

    private void tell(String problem) {
        if (closed || isUp == problem.isEmpty()) {
            return;
        }
        isUp = problem.isEmpty();
        if (isUp) {
            listener.up();
        } else {
            listener.down(problem);
        }
    }
}
