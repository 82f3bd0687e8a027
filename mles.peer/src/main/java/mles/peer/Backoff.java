package mles.peer;

import java.util.concurrent.ThreadLocalRandom;

/** Wait before a link is tried again (SPEC 6.3). It counts failures in a row; the wait is capped. */
final class Backoff {
    private static final int JITTER_SHARE = 10;

    private final long first;
    private final long longest;
    private long next;

    /** Both in nanoseconds. */
    Backoff(long first, long longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** {@return nanoseconds to wait now, with up to a tenth more; the next wait is twice as long} */
    long next() {
        long wait = next;
        next = Math.min(longest, 2 * next);
        return wait + ThreadLocalRandom.current().nextLong(wait / JITTER_SHARE + 1);
    }

    /** A link carried something. */
    void reset() {
        next = first;
    }
}
