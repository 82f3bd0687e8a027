package mles.websocket;

import java.util.concurrent.TimeUnit;

/** Tells whether something is done more often than so many times a second, a second's worth of it at once or not. */
final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long perSecond;
    /** Until when what was done would have lasted, done at an even pace. */
    private long busyUntil;

    /** @param perSecond 0 is no limit */
    Pace(long perSecond, long now) {
        this.perSecond = perSecond;
        this.busyUntil = now;
    }

    /**
     * It is done once more.
     *
     * @return whether that is too often
     */
    boolean isTooOften(long now) {
        if (perSecond == 0) {
            return false;
        }
        busyUntil = (busyUntil - now > 0 ? busyUntil : now) + SECOND / perSecond;
        return busyUntil - now > SECOND;
    }
}
