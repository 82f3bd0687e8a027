package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long START = Long.MAX_VALUE - 1000;
    private static final long MILLI = 1_000_000;

    @Test
    void aSecondsWorthAtOnceThenEvenly() {
        Pace pace = new Pace(10, START);
        for (int i = 0; i < 10; i++) {
            assertFalse(pace.isTooOften(START));
        }
        assertTrue(pace.isTooOften(START));
        assertFalse(pace.isTooOften(START + 200 * MILLI));
        assertTrue(pace.isTooOften(START + 200 * MILLI));
    }

    @Test
    void zeroIsNoLimit() {
        Pace pace = new Pace(0, START);
        for (int i = 0; i < 1000; i++) {
            assertFalse(pace.isTooOften(START));
        }
    }
}
