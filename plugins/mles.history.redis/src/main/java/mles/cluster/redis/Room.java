package mles.cluster.redis;

import java.time.Duration;
import mles.server.spi.RelayEntry;
import mles.server.spi.Retention;

/**
 * Room of each channel, from the largest limits on its history.
 *
 * @param messages    messages that are kept at least, unless they are too long
 * @param bytes       bytes of entries that are kept at least, unless they are too many
 * @param expendables empty joins and evictions that are kept at most
 * @param age         time after the newest entry when all of them go; zero is no limit
 */
record Room(int messages, long bytes, int expendables, Duration age) {
    /** Messages that servers find when they were away for a moment, also where no history is kept. */
    private static final int LEAST = 128;
    private static final long LEAST_BYTES = 8 << 20;
    private static final int MOST_EXPENDABLES = 1024;
    private static final Duration LEAST_AGE = Duration.ofMinutes(2);
    /** Servers that come back later than their entries have gone still learn it. */
    private static final Duration MARK = Duration.ofDays(1);

    static Room of(Retention keep) {
        Duration age = keep.maxAge();
        return new Room(Math.max(LEAST, keep.maxFrames()), Math.max(LEAST_BYTES, keep.maxBytes()),
                Math.clamp(2L * keep.maxFrames(), LEAST, MOST_EXPENDABLES),
                age.isZero() || age.compareTo(LEAST_AGE) > 0 ? age : LEAST_AGE);
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
