package mles.server.hub;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The loads in progress, the oldest first. While memory is short the oldest alone goes on, somewhat beyond the limit: loads
 * that all waited for the memory that the others hold would wait for ever. Thread-safe.
 */
final class Loads {
    private final Queue<Object> begun = new ConcurrentLinkedQueue<>();

    void begin(Object load) {
        begun.add(load);
    }

    void end(Object load) {
        begun.remove(load);
    }

    /** {@return whether {@code load}, which has begun, may bring more} */
    boolean mayGoOn(Object load, MemoryBudget budget) {
        return !budget.isPressed() || (load.equals(begun.peek()) && !budget.isOverrun());
    }
}
