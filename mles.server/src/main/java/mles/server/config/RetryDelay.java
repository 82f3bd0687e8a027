package mles.server.config;

import java.time.Duration;

/**
 * Wait before the upstream server is dialled again (SPEC 6.3): {@code first}, then twice as long each time, up to
 * {@code longest}.
 *
 * @param first   positive
 * @param longest not shorter
 */
public record RetryDelay(Duration first, Duration longest) {
    private static final String DOTS = "…";

    /** @throws IllegalArgumentException when these are not waits */
    public RetryDelay {
        if (!first.isPositive() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "waits: expected a first one up to the longest, was " + first + " and " + longest);
        }
    }

    /** {@return the waits that {@code text} spells, as in {@code 5s…600s}} */
    static RetryDelay parse(String text) {
        String[] parts = text.split("…|\\.\\.+", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("waits: expected two times, was " + text);
        }
        return new RetryDelay(Units.time(parts[0].strip()), Units.time(parts[1].strip()));
    }

    /** {@return the text that spells it} */
    @Override
    public String toString() {
        return Units.time(first) + DOTS + Units.time(longest);
    }
}
