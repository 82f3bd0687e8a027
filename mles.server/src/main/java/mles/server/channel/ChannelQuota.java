package mles.server.channel;

import java.util.concurrent.atomic.AtomicInteger;

/** The number of channels that there may be. Thread: any. */
final class ChannelQuota {
    private final AtomicInteger used = new AtomicInteger();
    private final int limit;

    ChannelQuota(int limit) {
        this.limit = limit;
    }

    boolean tryAcquire() {
        if (used.incrementAndGet() <= limit) {
            return true;
        }
        release();
        return false;
    }

    void release() {
        used.decrementAndGet();
    }
}
