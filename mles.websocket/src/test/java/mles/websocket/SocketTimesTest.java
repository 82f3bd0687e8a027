package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import mles.server.transport.LoopClock;
import org.junit.jupiter.api.Test;

class SocketTimesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long TICK = SECOND / 4;
    private static final BrowserLimits LIMITS = new BrowserLimits(1, 1, 1, 1, 0, 1, 0, 0, 12 * SECOND, 36 * SECOND);

    /** A time whose sum with anything here overflows. */
    private long now = Long.MAX_VALUE - 5;
    private final LoopClock clock = new LoopClock(() -> now);
    private final SocketTimes times = new SocketTimes(LIMITS, clock.nanoTime());

    @Test
    void silenceIsNoticed() {
        assertFalse(passesSilently(35));
        assertTrue(passesSilently(1));
    }

    @Test
    void whatIsHeardOrTakenEndsASilence() {
        passesSilently(30);
        times.heard(clock.nanoTime());
        assertFalse(passesSilently(30));
        assertFalse(times.isSilent(1, clock.nanoTime()));
        assertFalse(passesSilently(35, 1));
    }

    /** The ticks that a loop missed come right behind each other, before a socket is read. */
    @Test
    void aProcessThatStoodStillHasMissedNothing() {
        assertFalse(passesSilently(34));
        now += 40 * SECOND;
        for (int i = 0; i < 200; i++) {
            assertFalse(times.isSilent(0, clock.nanoTime()), "its answer may wait to be read");
        }
        times.heard(clock.nanoTime());
        assertFalse(passesSilently(35));
    }

    @Test
    void pingsFollowTheClock() {
        assertFalse(times.isPingDue(clock.nanoTime()));
        passesSilently(12);
        assertTrue(times.isPingDue(clock.nanoTime()));
        assertFalse(times.isPingDue(clock.nanoTime()));
        now += 40 * SECOND;
        assertFalse(times.isPingDue(clock.nanoTime()), "the one before it may not be answered yet");
    }

    private boolean passesSilently(int seconds) {
        return passesSilently(seconds, 0);
    }

    private boolean passesSilently(int seconds, long taken) {
        boolean silent = false;
        for (long left = seconds * SECOND; left > 0; left -= TICK) {
            now += TICK;
            silent |= times.isSilent(taken, clock.nanoTime());
        }
        return silent;
    }
}
