package mles.peer.channel;

import java.util.concurrent.TimeUnit;
import mles.server.memory.MemoryBudget;

/**
 * Notices frames that came in from one connection and come again from another one within seconds, as they do where links
 * form a ring (SPEC 6.4). It remembers digests, as many as have come lately up to a limit. For the home loop.
 */
final class RecentFrames {
    static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int SMALLEST = 64;
    private static final int LARGEST = 1 << 16;
    private static final int PROBES = 16;
    private static final int WIDTH = 3 * Long.BYTES;

    private final MemoryBudget budget;
    private long[] digests = new long[0];
    private long[] publishers = new long[0];
    private long[] times = new long[0];
    private long last;

    /** @param budget where what it remembers counts */
    RecentFrames(MemoryBudget budget) {
        this.budget = budget;
    }

    /** {@return the publisher from which the frame came first, just now} If that is {@code publisher}, it is remembered. */
    long firstPublisher(long digest, long publisher, long now) {
        int slot = find(digest, now);
        if (slot >= 0 && publishers[slot] != publisher) {
            return publishers[slot];
        }
        put(slot >= 0 ? slot : free(digest, now), digest, publisher, now);
        return publisher;
    }

    /** The frame comes from {@code publisher}, also where another one had it before. */
    void remember(long digest, long publisher, long now) {
        int slot = find(digest, now);
        put(slot >= 0 ? slot : free(digest, now), digest, publisher, now);
    }

    /**
     * Gives its memory back when all is forgotten.
     *
     * @return whether it has any
     */
    boolean tidy(long now) {
        if (digests.length > 0 && now - last > MEMORY_NANOS) {
            clear();
        }
        return digests.length > 0;
    }

    void clear() {
        allocate(0);
    }

    /** {@return its slot, or -1} */
    private int find(long digest, long now) {
        for (int i = 0; i < PROBES && digests.length > 0; i++) {
            int slot = (int) (digest + i) & (digests.length - 1);
            if (digests[slot] == digest && !isForgotten(times[slot], now)) {
                return slot;
            }
        }
        return -1;
    }

    /** {@return a slot for it, at the cost of another frame if need be} */
    private int free(long digest, long now) {
        for (int i = 0; i < PROBES && digests.length > 0; i++) {
            int slot = (int) (digest + i) & (digests.length - 1);
            if (isForgotten(times[slot], now)) {
                return slot;
            }
        }
        if (digests.length == LARGEST) {
            return (int) digest & (digests.length - 1);
        }
        resize(Math.max(SMALLEST, 2 * digests.length), now);
        return free(digest, now);
    }

    private void put(int slot, long digest, long publisher, long now) {
        digests[slot] = digest;
        publishers[slot] = publisher;
        times[slot] = stamp(now);
        last = now;
    }

    private void resize(int size, long now) {
        long[] oldDigests = digests;
        long[] oldAuthors = publishers;
        long[] oldTimes = times;
        allocate(size);
        for (int i = 0; i < oldDigests.length; i++) {
            for (int probe = 0; probe < PROBES && !isForgotten(oldTimes[i], now); probe++) {
                int slot = (int) (oldDigests[i] + probe) & (size - 1);
                if (times[slot] == 0) {
                    digests[slot] = oldDigests[i];
                    publishers[slot] = oldAuthors[i];
                    times[slot] = oldTimes[i];
                    break;
                }
            }
        }
    }

    private void allocate(int size) {
        budget.give((long) WIDTH * digests.length);
        digests = new long[size];
        publishers = new long[size];
        times = new long[size];
        budget.take((long) WIDTH * size);
    }

    private static boolean isForgotten(long time, long now) {
        return time == 0 || now - time > MEMORY_NANOS;
    }

    /** 0 is for slots that are free. */
    private static long stamp(long now) {
        return now == 0 ? 1 : now;
    }
}
