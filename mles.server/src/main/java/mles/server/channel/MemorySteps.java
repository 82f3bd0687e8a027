package mles.server.channel;

import mles.server.spi.MemoryStep;
import mles.server.spi.ServerEvents;
import mles.server.transport.EnumCounters;

/** Counts what was given up for memory, and tells of it. Thread: any. */
public final class MemorySteps {
    private final EnumCounters<MemoryStep> counts = new EnumCounters<>(MemoryStep.class);
    private final ServerEvents events;

    MemorySteps(ServerEvents events) {
        this.events = events;
    }

    public void add(MemoryStep step) {
        counts.add(step);
        events.memoryStep(step);
    }

    long get(MemoryStep step) {
        return counts.get(step);
    }
}
