package mles.server.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import org.junit.jupiter.api.Test;

/** Time is given by hand; it starts at a value whose sum with anything here overflows. */
class FirstFrameTimeoutTest {
    private static final long START = Long.MAX_VALUE - 1000;
    private static final int RATE = 100;
    private static final int ENOUGH = 30 * RATE;

    private final FirstFrameTimeout clock = clock(10, RATE);

    @Test
    void silenceBeforeTheFirstByte() {
        FirstFrameTimeout silent = silent(10, RATE);
        assertEquals(seconds(120), silent.left(START));
        assertFalse(silent.isUp(START + seconds(120) - 1));
        assertTrue(silent.isUp(START + seconds(120)));
    }

    @Test
    void slowIsCountedFromTheFirstByte() {
        FirstFrameTimeout late = silent(10, RATE);
        late.received(1, false, START + seconds(119));
        assertEquals(seconds(10), late.left(START + seconds(119)));
        assertFalse(late.isUp(START + seconds(129) - 1));
        assertTrue(late.isUp(START + seconds(129)));
        FirstFrameTimeout slow = silent(0, RATE);
        slow.received(ENOUGH - 1, true, START + seconds(100));
        assertFalse(slow.isUp(START + seconds(130) - 1));
        assertTrue(slow.isUp(START + seconds(130)));
    }

    @Test
    void afterAHandshakeItMayBeSilentAgain() {
        clock.rest(START + seconds(9));
        assertFalse(clock.isUp(START + seconds(129) - 1));
        assertTrue(clock.isUp(START + seconds(129)));
    }

    @Test
    void headerIsDue() {
        assertFalse(clock.isUp(START + seconds(10) - 1));
        assertTrue(clock.isUp(START + seconds(10)));
    }

    @Test
    void bytesBeforeTheHeaderIsCompleteAreNoProgress() {
        clock.received(15, false, START + seconds(9));
        assertTrue(clock.isUp(START + seconds(10)));
    }

    @Test
    void behindTheHeaderEachByteIsProgress() {
        clock.received(16, true, START + seconds(9));
        clock.received(1, true, START + seconds(18));
        assertFalse(clock.isUp(START + seconds(28) - 1));
        assertTrue(clock.isUp(START + seconds(28)));
    }

    @Test
    void rateIsBytesOfHalfAMinute() {
        assertFalse(isUpAfterHalfAMinuteWith(clock, ENOUGH));
        assertTrue(isUpAfterHalfAMinuteWith(clock(10, RATE), ENOUGH - 1));
    }

    @Test
    void eachHalfMinuteCountsAnew() {
        assertFalse(isUpAfterHalfAMinuteWith(clock, 2 * ENOUGH));
        clock.received(ENOUGH - 1, true, START + seconds(59));
        assertFalse(clock.isUp(START + seconds(60) - 1));
        assertTrue(clock.isUp(START + seconds(60)));
    }

    @Test
    void standsStillWhileTheConnectionIsNotRead() {
        clock.run(false, START + seconds(4));
        clock.run(false, START + seconds(5));
        assertFalse(clock.isUp(START + seconds(1000)));
        clock.run(true, START + seconds(1000));
        clock.run(true, START + seconds(1001));
        assertFalse(clock.isUp(START + seconds(1006) - 1));
        assertTrue(clock.isUp(START + seconds(1006)));
    }

    @Test
    void rateStandsStillToo() {
        FirstFrameTimeout patient = clock(0, RATE);
        patient.run(false, START + seconds(10));
        patient.run(true, START + seconds(100));
        patient.received(ENOUGH - 1, true, START + seconds(119));
        assertFalse(patient.isUp(START + seconds(120) - 1));
        assertTrue(patient.isUp(START + seconds(120)));
    }

    @Test
    void tellsWhenItMayBeUp() {
        assertEquals(seconds(6), clock.left(START + seconds(4)));
        clock.received(16, true, START + seconds(9));
        assertEquals(seconds(9), clock.left(START + seconds(10)));
        clock.received(1, true, START + seconds(25));
        assertEquals(seconds(4), clock.left(START + seconds(26)), "the half minute ends first");
        assertEquals(seconds(26), clock(0, RATE).left(START + seconds(4)));
        clock.run(false, START + seconds(26));
        assertEquals(seconds(4), clock.left(START + seconds(1000)), "it stands still");
    }

    @Test
    void off() {
        assertFalse(clock(0, 0).isUp(START + seconds(100_000)));
    }

    private static boolean isUpAfterHalfAMinuteWith(FirstFrameTimeout clock, int bytes) {
        clock.received(bytes, true, START + seconds(29));
        return clock.isUp(START + seconds(30));
    }

    /** One that has begun. */
    private static FirstFrameTimeout clock(long timeout, long rate) {
        FirstFrameTimeout clock = silent(timeout, rate);
        clock.begin(START);
        return clock;
    }

    private static FirstFrameTimeout silent(long timeout, long rate) {
        ServerConfig config = ServerConfig.builder().set(Settings.FIRST_BYTE_TIMEOUT, Duration.ofSeconds(120))
                .set(Settings.FIRST_FRAME_TIMEOUT, Duration.ofSeconds(timeout)).set(Settings.FIRST_FRAME_RATE, rate)
                .build();
        return new FirstFrameTimeout(TcpLimits.of(config, 1), START);
    }

    private static long seconds(long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }
}
