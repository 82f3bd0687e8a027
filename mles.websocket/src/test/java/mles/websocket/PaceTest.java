package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    /** A time whose sum with anything here overflows. */
    private long now = Long.MAX_VALUE - 5;

    @Test
    void aSecondsWorthAtOnceThenEvenly() {
        Pace pace = new Pace(10, now);
        for (int i = 0; i < 10; i++) {
            assertFalse(pace.isTooOften(now));
        }
        assertTrue(pace.isTooOften(now));
        now += 200_000_000;
        assertFalse(pace.isTooOften(now));
        assertTrue(pace.isTooOften(now));
    }

    @Test
    void zeroIsNoLimit() {
        Pace pace = new Pace(0, now);
        for (int i = 0; i < 1000; i++) {
            assertFalse(pace.isTooOften(now));
        }
    }
}
