package mles.redis.cluster;

import java.time.Duration;
import mles.server.spi.RelayEntry;
import mles.server.spi.Retention;

/**
 * Room of each channel: the largest limits on its history, and what servers have to find that were away for a moment.
 *
 * @param messages    messages of the history
 * @param bytes       bytes of the history
 * @param expendables empty joins and evictions that are kept at most
 * @param age         time after the newest entry when all of them go; zero is no limit
 * @param absence     time for which entries beyond the history are kept, unless they are too long
 */
record Room(int messages, long bytes, int expendables, Duration age, Duration absence) {
    /** Time in which servers come back when Redis was away. */
    static final Duration USUAL_ABSENCE = Duration.ofSeconds(30);
    /** Most bytes of entries beyond the history. */
    static final int ABSENCE_BYTES = 16 << 20;
    private static final int LEAST = 128;
    private static final int LEAST_BYTES = 1 << 20;
    private static final int MOST_EXPENDABLES = 1024;
    private static final Duration LEAST_AGE = Duration.ofMinutes(2);
    /** Servers that come back later than their entries have gone still learn it. */
    private static final Duration MARK = Duration.ofDays(1);

    static Room of(Retention keep, Duration absence) {
        Duration age = keep.maxAge();
        return new Room(Math.max(LEAST, keep.maxFrames()), Math.max(LEAST_BYTES, keep.maxBytes()),
                Math.clamp(2L * keep.maxFrames(), LEAST, MOST_EXPENDABLES),
                age.isZero() || age.compareTo(LEAST_AGE) > 0 ? age : LEAST_AGE, absence);
    }

    /** {@return milliseconds after which entries expire, 0 for never} */
    long ageMillis() {
        return age.toMillis();
    }

    /** {@return milliseconds after which a channel's mark expires, 0 for never} */
    long markMillis() {
        return age.isZero() ? 0 : age.plus(MARK).toMillis();
    }

    /** {@return the word for {@code kind} in the script that takes an entry} */
    static String word(RelayEntry.Kind kind) {
        return switch (kind) {
            case CLEAR -> "CLEAR";
            case EMPTY_JOINS, EVICT -> "EXPENDABLE";
            case MESSAGES, JOINS -> "HISTORY";
        };
    }

    /** {@return messages that count among those to keep} */
    static int messages(RelayEntry entry) {
        return switch (entry.kind()) {
            case CLEAR, EMPTY_JOINS, EVICT -> 0;
            case MESSAGES, JOINS -> Retention.messages(entry.frames());
        };
    }
}
