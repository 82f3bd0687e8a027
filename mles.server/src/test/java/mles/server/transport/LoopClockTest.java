package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopClockTest {
    private static final long START = Long.MAX_VALUE - 1000;

    private long now = START;
    private final LoopClock clock = new LoopClock(() -> now);

    @Test
    void turnsCount() {
        for (int i = 1; i <= 40; i++) {
            now += seconds(1);
            assertEquals(START + seconds(i), clock.nanoTime());
        }
    }

    @Test
    void aProcessThatStoodStillIsLittleOlder() {
        now += seconds(1);
        clock.nanoTime();
        now += seconds(40);
        assertEquals(START + seconds(3), clock.nanoTime());
        assertEquals(START + seconds(3), clock.nanoTime());
        now += seconds(1);
        assertEquals(START + seconds(4), clock.nanoTime());
    }

    private static long seconds(long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }
}
