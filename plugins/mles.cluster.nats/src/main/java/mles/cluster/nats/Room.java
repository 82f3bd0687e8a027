package mles.cluster.nats;

import java.time.Duration;
import mles.server.spi.Retention;

/**
 * Room of each channel in a stream, from the largest limits on its history. NATS counts entries of all kinds, each of one
 * frame or more.
 *
 * @param expendables entries that may go first: empty joins and evictions
 * @param entries     entries of all kinds; -1 is no limit
 * @param age         age of the oldest entry; zero is no limit
 */
record Room(int expendables, long entries, Duration age) {
    /** Entries that servers find when they were away for a moment, also where no history is kept. */
    private static final int LEAST = 128;
    /** Expendables that several servers may store at once, each with the same number in mind. */
    private static final int AT_ONCE = 64;
    private static final int MOST_EXPENDABLES = 1024;
    /** NATS wants an age that is not below the time in which it drops second copies. */
    private static final Duration LEAST_AGE = StreamPlan.DUPLICATES;

    static Room of(Retention keep) {
        int expendables = Math.clamp(2L * keep.maxFrames(), LEAST, MOST_EXPENDABLES);
        long entries = keep.maxFrames() == Integer.MAX_VALUE
                ? -1
                : Math.max(LEAST, keep.maxFrames()) + (long) expendables + AT_ONCE;
        Duration age = keep.maxAge();
        return new Room(expendables, entries, age.isZero() || age.compareTo(LEAST_AGE) > 0 ? age : LEAST_AGE);
    }
}
