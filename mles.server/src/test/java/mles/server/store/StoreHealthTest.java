package mles.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The waits between attempts to use a store. */
class StoreHealthTest {
    private static final long SECOND = 1_000_000_000;

    private final StoreHealth health = new StoreHealth();

    @Test
    void waitsGrowToAMinute() {
        assertTrue(health.failed(0));
        assertFalse(health.failed(1), "one failure");
        assertEquals("1 2 4 8 16 32 60 60", waits(8));
    }

    @Test
    void aStoreThatFailsAgainSoonIsNotTriedMoreOften() {
        health.failed(0);
        waits(4);
        health.recovered(100 * SECOND);
        assertFalse(health.isFailing());
        assertTrue(health.failed(105 * SECOND), "a failure of its own");
        assertEquals("16", waits(1));
        health.recovered(200 * SECOND);
        health.failed(217 * SECOND);
        assertEquals("1 2", waits(2));
    }

    private String waits(int count) {
        return String.join(" ",
                LongStream.range(0, count).mapToObj(i -> "" + health.nextWait() / SECOND).toList());
    }
}
