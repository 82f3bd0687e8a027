package mles.server.hub;

import java.util.concurrent.TimeUnit;

/**
 * Notices frames that came in from one connection and come again from another one within seconds, as they do where links
 * form a ring (SPEC 6.4). It remembers digests, as many as have come lately up to a limit. For the home loop.
 */
final class LoopGuard {
    static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int SMALLEST = 64;
    private static final int LARGEST = 1 << 16;
    private static final int PROBES = 16;
    private static final int WIDTH = 3 * Long.BYTES;

    private final MemoryBudget budget;
    private long[] digests = new long[0];
    private long[] authors = new long[0];
    private long[] times = new long[0];
    private long last;

    /** @param budget where what it remembers counts */
    LoopGuard(MemoryBudget budget) {
        this.budget = budget;
    }

    /** {@return whether the frame came from somebody else just now} If not, it is remembered. */
    boolean isEcho(long digest, long author, long now) {
        int free = -1;
        for (int i = 0; i < PROBES && digests.length > 0; i++) {
            int slot = (int) (digest + i) & (digests.length - 1);
            boolean forgotten = isForgotten(times[slot], now);
            if (!forgotten && digests[slot] == digest) {
                if (authors[slot] != author) {
                    return true;
                }
                free = slot;
                break;
            }
            free = forgotten && free < 0 ? slot : free;
        }
        if (free < 0 && digests.length < LARGEST) {
            resize(Math.max(SMALLEST, 2 * digests.length), now);
            return isEcho(digest, author, now);
        }
        remember(free < 0 ? (int) digest & (digests.length - 1) : free, digest, author, now);
        last = now;
        return false;
    }

    /** Gives its memory back when all is forgotten. {@return whether it has any} */
    boolean tidy(long now) {
        if (digests.length > 0 && now - last > MEMORY_NANOS) {
            clear();
        }
        return digests.length > 0;
    }

    void clear() {
        allocate(0);
    }

    private void remember(int slot, long digest, long author, long now) {
        digests[slot] = digest;
        authors[slot] = author;
        times[slot] = stamp(now);
    }

    private void resize(int size, long now) {
        long[] oldDigests = digests;
        long[] oldAuthors = authors;
        long[] oldTimes = times;
        allocate(size);
        for (int i = 0; i < oldDigests.length; i++) {
            for (int probe = 0; probe < PROBES && !isForgotten(oldTimes[i], now); probe++) {
                int slot = (int) (oldDigests[i] + probe) & (size - 1);
                if (times[slot] == 0) {
                    remember(slot, oldDigests[i], oldAuthors[i], oldTimes[i]);
                    break;
                }
            }
        }
    }

    private void allocate(int size) {
        budget.give((long) WIDTH * digests.length);
        digests = new long[size];
        authors = new long[size];
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
