package mles.server.transport;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mles.protocol.CloseReason;

/**
 * The connections of one loop that are not authenticated yet, oldest first, and the bytes held for them. When those are
 * too many only the oldest is read on, so that one first frame after the other can still be completed (SPEC 9, row 4).
 */
public final class UnauthenticatedQueue {
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private final long limit;
    private long held;
    private boolean full;

    /** A connection in here. */
    public interface Waiter {
        /** Switches its reading on or off. */
        void setReadable(boolean wanted);

        /** Ends it, since admissions have stopped. */
        void refuse(CloseReason reason);
    }

    /** @param limit bytes */
    public UnauthenticatedQueue(long limit) {
        this.limit = limit;
    }

    /** A connection came that is not authenticated yet. */
    public void enter(Waiter waiter) {
        waiters.add(waiter);
        if (full) {
            waiter.setReadable(waiters.size() == 1);
        }
    }

    /** More bytes are held for a waiter. */
    public void hold(long bytes) {
        held += bytes;
        if (!full && held > limit) {
            full = true;
            readOldestOnly();
        }
    }

    /** A waiter is authenticated or gone, and with it the bytes held for it. */
    public void leave(Waiter waiter, long bytes) {
        if (!waiters.remove(waiter)) {
            return;
        }
        held -= bytes;
        if (full) {
            waiter.setReadable(true);
            full = held > limit - limit / 8;
            if (full) {
                readOldestOnly();
            } else {
                waiters.forEach(waiting -> waiting.setReadable(true));
            }
        }
    }

    /** Stops admissions. */
    public void close(CloseReason reason) {
        List.copyOf(waiters).forEach(waiter -> waiter.refuse(reason));
    }

    private void readOldestOnly() {
        Iterator<Waiter> all = waiters.iterator();
        for (boolean oldest = true; all.hasNext(); oldest = false) {
            all.next().setReadable(oldest);
        }
    }
}
