package mles.server.store;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The loads that have more than one batch to bring, the oldest first. It alone goes on: loads side by side could wait for ever
 * for the memory that the others hold. Thread-safe.
 */
final class Loads {
    private final Queue<OpenTask> begun = new ConcurrentLinkedQueue<>();

    void begin(OpenTask load) {
        begun.add(load);
    }

    /** A load is over, or is not waited for any more. */
    void end(OpenTask load) {
        begun.remove(load);
    }

    boolean isOldest(OpenTask load) {
        return load.equals(begun.peek());
    }
}
