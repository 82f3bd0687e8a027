package mles.server.hub;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Notices that links form a ring (SPEC 6.4): a frame that came in from one connection comes again from another one within
 * seconds. It remembers digests, as many as have come lately up to a limit.
 */
final class LoopGuard {
    static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** This many echoes are no accident. */
    static final int ECHOES = 3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SMALLEST = 64;
    private static final int LARGEST = 1 << 16;
    private static final int PROBES = 4;

    private long[] digests = new long[0];
    private long[] authors = new long[0];
    private long[] times = new long[0];
    private int echoes;
    private long lastEcho;
    private long verdictAt;

    /** {@return whether the frame came from somebody else just now} If not, it is remembered. */
    boolean isEcho(long digest, long author, long now) {
        int free = -1;
        for (int i = 0; i < PROBES && digests.length > 0; i++) {
            int slot = (int) (digest + i) & (digests.length - 1);
            boolean forgotten = times[slot] == 0 || now - times[slot] > MEMORY_NANOS;
            if (!forgotten && digests[slot] == digest) {
                times[slot] = stamp(now);
                return authors[slot] != author;
            }
            free = forgotten ? slot : free;
        }
        if (free < 0 && digests.length < LARGEST) {
            grow(now);
            return isEcho(digest, author, now);
        }
        remember(free < 0 ? (int) digest & (digests.length - 1) : free, digest, author, now);
        return false;
    }

    /**
     * There was one more echo. {@return whether there is a ring, and it is on this server to open it} All servers of a ring
     * see the echoes; each waits for a time of its own, so that as a rule the first one is the only one.
     */
    boolean isLoop(long now) {
        if (echoes == 0 || now - lastEcho > MEMORY_NANOS) {
            echoes = 0;
            verdictAt = now + ThreadLocalRandom.current().nextLong(PATIENCE_NANOS);
        }
        lastEcho = now;
        echoes++;
        return echoes >= ECHOES && now - verdictAt >= 0;
    }

    /** The ring is open. */
    void reset() {
        echoes = 0;
    }

    private void remember(int slot, long digest, long author, long now) {
        digests[slot] = digest;
        authors[slot] = author;
        times[slot] = stamp(now);
    }

    private void grow(long now) {
        long[] oldDigests = digests;
        long[] oldAuthors = authors;
        long[] oldTimes = times;
        int size = Math.max(SMALLEST, 4 * oldDigests.length);
        digests = new long[size];
        authors = new long[size];
        times = new long[size];
        for (int i = 0; i < oldDigests.length; i++) {
            if (oldTimes[i] != 0 && now - oldTimes[i] <= MEMORY_NANOS) {
                for (int probe = 0; probe < PROBES; probe++) {
                    int slot = (int) (oldDigests[i] + probe) & (size - 1);
                    if (times[slot] == 0) {
                        remember(slot, oldDigests[i], oldAuthors[i], oldTimes[i]);
                        break;
                    }
                }
            }
        }
    }

    /** 0 is for slots that are free. */
    private static long stamp(long now) {
        return now == 0 ? 1 : now;
    }
}
