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
    private final Set<Guest> guests = new LinkedHashSet<>();
    private final long limit;
    private long held;
    private boolean full;

    /** A connection in here. */
    public interface Guest {
        /** Whether to go on reading it. */
        void admitBytes(boolean wanted);

        /** Nobody comes in any more. */
        void refuse(CloseReason reason);
    }

    /** @param limit bytes */
    public UnauthenticatedQueue(long limit) {
        this.limit = limit;
    }

    /** A connection came that is not authenticated yet. */
    public void enter(Guest guest) {
        guests.add(guest);
        if (full) {
            guest.admitBytes(guests.size() == 1);
        }
    }

    /** More bytes are held for a guest. */
    public void hold(long bytes) {
        held += bytes;
        if (!full && held > limit) {
            full = true;
            readOldestOnly();
        }
    }

    /** A guest is authenticated or gone, and with it the bytes held for it. */
    public void leave(Guest guest, long bytes) {
        if (!guests.remove(guest)) {
            return;
        }
        held -= bytes;
        if (full) {
            guest.admitBytes(true);
            full = held > limit - limit / 8;
            if (full) {
                readOldestOnly();
            } else {
                guests.forEach(waiting -> waiting.admitBytes(true));
            }
        }
    }

    /** Lets nobody in any more. */
    public void close(CloseReason reason) {
        List.copyOf(guests).forEach(guest -> guest.refuse(reason));
    }

    private void readOldestOnly() {
        Iterator<Guest> all = guests.iterator();
        for (boolean oldest = true; all.hasNext(); oldest = false) {
            all.next().admitBytes(oldest);
        }
    }
}
