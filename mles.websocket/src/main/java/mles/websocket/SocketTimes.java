package mles.websocket;

/** Times of one WebSocket, on the clock of its loop: when something of the browser was noticed, and when it was asked. */
final class SocketTimes {
    private final BrowserLimits limits;
    private long heardAt;
    private long pingedAt;
    private long progress;

    SocketTimes(BrowserLimits limits, long now) {
        this.limits = limits;
        this.heardAt = now;
        this.pingedAt = now;
    }

    /** Something came, or nothing is read and nothing can come. */
    void heard(long now) {
        heardAt = now;
    }

    /**
     * {@return whether nothing was noticed of the other side for too long}
     *
     * @param taken changes when it takes bytes: a slow reader may have no ping to answer yet, and is there
     */
    boolean isSilent(long taken, long now) {
        heardAt = taken == progress ? heardAt : now;
        progress = taken;
        return isOver(limits.timeoutNanos(), heardAt, now);
    }

    /** {@return whether it is time for a ping, which is sent then} */
    boolean isPingDue(long now) {
        boolean due = isOver(limits.pingNanos(), pingedAt, now);
        pingedAt = due ? now : pingedAt;
        return due;
    }

    private static boolean isOver(long limit, long since, long now) {
        return limit > 0 && now - since >= limit;
    }
}
