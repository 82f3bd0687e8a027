package mles.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Wait between attempts to reconnect: doubled from attempt to attempt up to a bound, and each time a random
 * part of the upper half, so that the clients of a server that comes back do not come all at once.
 *
 * @param first   the bound of the first wait, more than zero
 * @param longest the bound of every wait, not less than {@code first}
 */
public record Backoff(Duration first, Duration longest) {
    private static final Duration STANDARD_FIRST = Duration.ofMillis(500);
    private static final Duration STANDARD_LONGEST = Duration.ofSeconds(30);

    /** @throws IllegalArgumentException when a bound is out of range */
    public Backoff {
        if (!first.isPositive() || first.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "the first wait is more than zero and at most the longest, these are " + first + " and " + longest);
        }
    }

    /** {@return waits of up to half a second at first and of up to half a minute at most} */
    public static Backoff standard() {
        return new Backoff(STANDARD_FIRST, STANDARD_LONGEST);
    }

    /**
     * {@return the wait before an attempt: between half of its bound and its bound}
     *
     * @param attempt how many attempts failed since the connection was lost, from 0
     */
    Duration delay(int attempt, RandomGenerator random) {
        Duration bound = first;
        for (int i = 0; i < attempt && bound.compareTo(longest) < 0; i++) {
            Duration left = longest.minus(bound);
            bound = left.compareTo(bound) < 0 ? longest : bound.plus(bound);
        }
        Duration half = bound.dividedBy(2);
        return half.plusMillis(random.nextLong(Math.max(1, half.toMillis() + 1)));
    }
}
