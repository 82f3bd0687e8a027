package mles.server.spi;

import java.time.Duration;

/**
 * When appended frames are safe against a loss of power. A crash of the server alone loses nothing acknowledged in any mode.
 *
 * @param mode     when
 * @param interval how long they may be unsafe, in mode {@code INTERVAL}; zero otherwise
 */
public record HistorySync(Mode mode, Duration interval) {
    /** When appended frames are safe. */
    public enum Mode {
        /** When the system pleases. */
        NONE,
        /** Within an interval. */
        INTERVAL,
        /** Before they are acknowledged, and so before any member sees them. */
        ALWAYS
    }

    /** When the system pleases. */
    public static final HistorySync NONE = new HistorySync(Mode.NONE, Duration.ZERO);
    /** Before they are acknowledged. */
    public static final HistorySync ALWAYS = new HistorySync(Mode.ALWAYS, Duration.ZERO);

    /** @throws IllegalArgumentException when the interval does not go with the mode */
    public HistorySync {
        if (interval.isNegative() || interval.isZero() != (mode != Mode.INTERVAL)) {
            throw new IllegalArgumentException(
                    "interval: expected one with mode INTERVAL only, was " + interval + " with " + mode);
        }
    }

    /** {@return that frames may be unsafe for {@code interval}} */
    public static HistorySync every(Duration interval) {
        return new HistorySync(Mode.INTERVAL, interval);
    }
}
