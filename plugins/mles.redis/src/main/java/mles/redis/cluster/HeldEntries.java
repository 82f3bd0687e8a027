package mles.redis.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Live entries that wait until the stored ones are read. All are let go when they become too many; they are stored. */
final class HeldEntries {
    private static final int MOST = 256;
    private static final int MOST_BYTES = 1 << 20;

    private final Deque<PlacedEntry> entries = new ArrayDeque<>(2);
    private long bytes;
    private long dropped;

    void add(PlacedEntry entry) {
        if (entries.size() == MOST || bytes > MOST_BYTES) {
            dropped = entries.getLast().number();
            clear();
        }
        entries.add(entry);
        bytes += entry.frames().remaining();
    }

    /** {@return the number of the newest entry that was let go, 0 without one} */
    long dropped() {
        return dropped;
    }

    /** {@return the oldest one behind {@code last}, which stays; null without one} */
    @Nullable
    PlacedEntry next(long last) {
        while (!entries.isEmpty() && entries.getFirst().number() <= last) {
            bytes -= entries.remove().frames().remaining();
        }
        return entries.peek();
    }

    void clear() {
        entries.clear();
        bytes = 0;
    }
}
