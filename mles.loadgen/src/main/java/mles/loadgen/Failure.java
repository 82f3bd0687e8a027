package mles.loadgen;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The failure that ended a run early, if there was one. Thread-safe. */
final class Failure {
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();
    private final AtomicInteger disconnected = new AtomicInteger();

    /** A connection that should have lasted is gone. */
    void disconnected(String what) {
        disconnected.incrementAndGet();
        first.compareAndSet(null, what);
    }

    boolean happened() {
        return first.get() != null;
    }

    /** {@return the first failure, null without one} */
    @Nullable
    String reason() {
        return first.get();
    }

    int connections() {
        return disconnected.get();
    }
}
