package mles.server.tcp;

/**
 * Tells when a connection takes too long for its first frame (SPEC 9, row 5): no header in time, then no byte in time,
 * or too few of them over half a minute. It stands still while the connection is not read.
 */
final class FirstFrameClock {
    private static final long RATE_SECONDS = 30;
    private static final long RATE_NANOS = RATE_SECONDS * 1_000_000_000;

    private final TcpLimits limits;
    private long silentSince;
    private long rateSince;
    private long rateBytes;
    private long stoppedAt;
    private boolean stopped;

    FirstFrameClock(TcpLimits limits, long now) {
        this.limits = limits;
        this.silentSince = now;
        this.rateSince = now;
    }

    /** Bytes came in; before the header is complete that is no progress. */
    void received(int bytes, boolean headerComplete, long now) {
        rateBytes += bytes;
        if (headerComplete) {
            silentSince = now;
        }
    }

    /** The connection is read on, or not. */
    void run(boolean on, long now) {
        if (on && stopped) {
            silentSince += now - stoppedAt;
            rateSince += now - stoppedAt;
        } else if (!on && !stopped) {
            stoppedAt = now;
        }
        stopped = !on;
    }

    /** {@return nanoseconds until time may be up, at the earliest} */
    long left(long now) {
        long running = stopped ? stoppedAt : now;
        long ofRate = rateSince + RATE_NANOS - running;
        return limits.firstFrameNanos() > 0
                ? Math.min(ofRate, silentSince + limits.firstFrameNanos() - running)
                : ofRate;
    }

    /** {@return whether time is up} */
    boolean isUp(long now) {
        if (stopped) {
            return false;
        }
        if (limits.firstFrameNanos() > 0 && now - silentSince >= limits.firstFrameNanos()) {
            return true;
        }
        if (now - rateSince < RATE_NANOS) {
            return false;
        }
        boolean tooFew = rateBytes < limits.firstFrameRate() * RATE_SECONDS;
        rateSince = now;
        rateBytes = 0;
        return tooFew;
    }
}
