package mles.cluster.nats;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Live entries that wait until the stored ones are read. The oldest are let go when they become too many; they are stored. */
final class HeldEntries {
    private static final int MOST = 256;
    private static final int MOST_BYTES = 1 << 20;

    private final Deque<LiveEntry> entries = new ArrayDeque<>(2);
    private int bytes;
    private long lost;

    void add(LiveEntry entry) {
        entries.add(entry);
        bytes += size(entry);
        while (entries.size() > 1 && (entries.size() > MOST || bytes > MOST_BYTES)) {
            lost = remove().number();
        }
    }

    /** {@return the number of the newest entry that was let go, 0 without one} */
    long lost() {
        return lost;
    }

    /** {@return the oldest one behind {@code last}, which is not held any more; null without one} */
    @Nullable
    LiveEntry next(long last) {
        while (!entries.isEmpty()) {
            LiveEntry next = remove();
            if (next.number() > last) {
                return next;
            }
        }
        return null;
    }

    void putBack(LiveEntry entry) {
        entries.addFirst(entry);
        bytes += size(entry);
    }

    void clear() {
        entries.clear();
        bytes = 0;
    }

    private LiveEntry remove() {
        LiveEntry oldest = entries.remove();
        bytes -= size(oldest);
        return oldest;
    }

    private static int size(LiveEntry entry) {
        return entry.entry().entry().frames().remaining();
    }
}
