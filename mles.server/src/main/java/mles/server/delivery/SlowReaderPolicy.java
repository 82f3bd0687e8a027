package mles.server.delivery;

import java.util.concurrent.TimeUnit;

/**
 * The terms for a reader that falls behind, be it a member or the link to an upstream server: publishers wait for it while it
 * makes progress, but not for ever.
 *
 * @param window     bytes that a reader may lag behind
 * @param pauseNanos how long publishers wait for a reader without progress; 0 is not at all
 */
public record SlowReaderPolicy(long window, long pauseNanos) {
    private static final int PAUSES_IN_ALL = 5;
    private static final int CHECKS_PER_PAUSE = 8;
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** {@return the bytes behind from which on publishers wait} */
    public long alarm() {
        return window - window / 4;
    }

    /** {@return the bytes behind down to which they wait} */
    public long calm() {
        return window / 2;
    }

    /** {@return the bytes that count as progress} */
    public long progress() {
        return window / 8;
    }

    /** {@return the longest wait of publishers, whatever progress there is} */
    public long longestNanos() {
        return PAUSES_IN_ALL * pauseNanos;
    }

    /** {@return the time between two looks at a reader} */
    public long checkNanos() {
        return Math.max(SHORTEST_NANOS, pauseNanos / CHECKS_PER_PAUSE);
    }

    /** {@return the time without progress, for a reader that takes nothing} */
    public long stuckNanos() {
        return Math.max(SHORTEST_NANOS, pauseNanos);
    }
}
