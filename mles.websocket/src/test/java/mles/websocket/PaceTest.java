package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    private final long start = Long.MAX_VALUE - 1000; // the sum with anything here overflows

    @Test
    void aSecondsWorthAtOnceThenEvenly() {
        Pace pace = new Pace(10, start);
        for (int i = 0; i < 10; i++) {
            assertFalse(pace.isTooOften(start));
        }
        assertTrue(pace.isTooOften(start));
        assertFalse(pace.isTooOften(start + 200 * MILLI));
        assertTrue(pace.isTooOften(start + 200 * MILLI));
    }

    @Test
    void zeroIsNoLimit() {
        Pace pace = new Pace(0, start);
        for (int i = 0; i < 1000; i++) {
            assertFalse(pace.isTooOften(start));
        }
    }
}
