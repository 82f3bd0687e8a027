package mles.server.tcp;

/**
 * Tells when a connection takes too long for its first frame (SPEC 9, row 5): no byte in time, then no header in time,
 * then no byte in time, or too few of them over half a minute. It stands still while the connection is not read.
 */
final class FirstFrameTimeout {
    private static final long RATE_SECONDS = 30;
    private static final long RATE_NANOS = RATE_SECONDS * 1_000_000_000;

    private final TcpLimits limits;
    private long silentSince;
    private long rateSince;
    private long rateBytes;
    private long stoppedAt;
    private boolean stopped;
    private boolean begun;

    FirstFrameTimeout(TcpLimits limits, long now) {
        this.limits = limits;
        this.silentSince = now;
        this.rateSince = now;
    }

    /** The other side has begun: from now on it may be slow, and not silent. */
    void begin(long now) {
        begun = true;
        silentSince = now;
        rateSince = now;
    }

    /** The other side has ended what it began with, and owes nothing yet. */
    void rest(long now) {
        begun = false;
        silentSince = now;
    }

    /** Bytes came in; before the header is complete that is no progress. */
    void received(int bytes, boolean headerComplete, long now) {
        if (!begun) {
            begin(now);
        }
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
        long ofRate = begun ? rateSince + RATE_NANOS - running : Long.MAX_VALUE;
        long silence = silence();
        return silence > 0 ? Math.min(ofRate, silentSince + silence - running) : Math.min(ofRate, RATE_NANOS);
    }

    /** {@return whether time is up} */
    boolean isUp(long now) {
        if (stopped) {
            return false;
        }
        if (silence() > 0 && now - silentSince >= silence()) {
            return true;
        }
        if (!begun || now - rateSince < RATE_NANOS) {
            return false;
        }
        boolean tooFew = rateBytes < limits.firstFrameRate() * RATE_SECONDS;
        rateSince = now;
        rateBytes = 0;
        return tooFew;
    }

    /** {@return the time that it may be silent now; 0 is no limit} */
    private long silence() {
        return begun ? limits.firstFrameNanos() : limits.firstByteNanos();
    }
}
