package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffProperties {

    @Property(tries = 1000)
    void waitsBetweenHalfAndAllOfTheDoubledBound(@ForAll @IntRange(min = 2, max = 10_000) int first,
            @ForAll @IntRange(max = 100_000) int more, @ForAll @IntRange(max = 1_000_000) int attempt,
            @ForAll long seed) {
        Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis((long) first + more));
        double doubled = first * Math.pow(2, Math.min(attempt, 40));
        long bound = (long) Math.min(doubled, (double) first + more);
        long wait = backoff.delay(attempt, new Random(seed)).toMillis();
        assertTrue(wait >= bound / 2 && wait <= bound, () -> wait + " of " + bound);
    }

    @Example
    void longestIsNoOverflow() {
        Backoff backoff = new Backoff(Duration.ofDays(1), Duration.ofSeconds(Long.MAX_VALUE));
        assertTrue(backoff.delay(3, new Random(1)).compareTo(Duration.ofDays(4)) >= 0);
    }

    @Example
    void boundsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertEquals(Duration.ofSeconds(30), Backoff.standard().longest());
    }
}
