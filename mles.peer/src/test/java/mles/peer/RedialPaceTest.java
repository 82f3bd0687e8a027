package mles.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RedialPaceTest {
    private static final long NOW = Long.MAX_VALUE - RedialPace.APART_NANOS;

    private final RedialPace pace = new RedialPace(NOW);

    @Test
    void aBurstDialsAtOnceAndTheOthersOneAfterTheOther() {
        for (int i = 0; i < RedialPace.BURST; i++) {
            assertEquals(0, pace.turnIn(NOW));
        }
        for (int i = 1; i <= 300; i++) {
            assertEquals(i * RedialPace.APART_NANOS, pace.turnIn(NOW));
        }
    }

    @Test
    void timeMakesRoomForAnotherBurst() {
        for (int i = 0; i < 2 * RedialPace.BURST; i++) {
            pace.turnIn(NOW);
        }
        long later = NOW + 100 * RedialPace.BURST * RedialPace.APART_NANOS;
        for (int i = 0; i < RedialPace.BURST; i++) {
            assertEquals(0, pace.turnIn(later));
        }
        assertEquals(RedialPace.APART_NANOS, pace.turnIn(later));
    }
}
