package mles.server.channel;

import mles.server.delivery.Cursor;
import mles.server.delivery.ReaderGroup;

/** Gives back memory of one event loop while it is short. Thread: that loop. */
public interface MemoryPressure {
    /** The memory budget is spent, or is not any more. */
    void run();

    /**
     * Gives up channels without members while the heap is spent.
     *
     * @return whether it is not spent any more
     */
    boolean freeHeap();

    /** {@return whether a member may take more of a half-read frame, although memory is short} Else it waits from now on. */
    boolean mayBuffer(Cursor cursor);

    /** A group has a new member: it has to wait like all others. */
    void opened(ReaderGroup group);
}
