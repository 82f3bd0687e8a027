package mles.peer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waitsDoubleUpToTheLongestAndNeverWrap() {
        Backoff backoff = new Backoff(5_000, 600_000);
        long expected = 5_000;
        for (int i = 0; i < 5000; i++) {
            assertWait(expected, backoff.next());
            expected = Math.min(600_000, 2 * expected);
        }
        backoff.reset();
        assertWait(5_000, backoff.next());
    }

    private static void assertWait(long expected, long wait) {
        assertTrue(wait >= expected && wait <= expected + expected / 10, wait + " for " + expected);
    }
}
