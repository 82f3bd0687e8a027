package mles.loadgen;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names of the members and channels of one run: fresh in each run, so that no history is in the way, and of the
 * same length for each kind, so that all messages have frames of one size; publishers have the longest names.
 *
 * @param run tells this run from others
 */
record Names(String run) {
    static Names fresh() {
        return new Names(HexFormat.of().toHexDigits(new SecureRandom().nextInt()));
    }

    String channel(int number) {
        return numbered("bench-" + run + "-", number, 7);
    }

    String churnChannel(int number) {
        return numbered("churn-" + run + "-", number, 7);
    }

    String subscriber(int number) {
        return numbered("s", number, 7);
    }

    String lateJoiner(int number) {
        return numbered("l", number, 7);
    }

    String stalled(int number) {
        return numbered("t", number, 7);
    }

    String visitor(long number) {
        return numbered("v", number, 12);
    }

    /** {@return the name of a publisher, another one at each attempt to get in} */
    String publisher(int number, int attempt) {
        return numbered(numbered("p", number, 5) + ".", attempt, 3);
    }

    private static String numbered(String start, long number, int digits) {
        return start + String.format(Locale.ROOT, "%0" + digits + "d", number);
    }
}
