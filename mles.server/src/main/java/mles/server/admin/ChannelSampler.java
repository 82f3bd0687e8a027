package mles.server.admin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import mles.server.metrics.ChannelStats;
import org.jspecify.annotations.Nullable;

/**
 * Samples of all channels: taken when they are asked for, seldom, and shared by all who ask. Those that nothing asks for are
 * forgotten. Thread: any but an event loop.
 */
final class ChannelSampler {
    private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A sample that took long is kept for this many times as long. */
    private static final int SHARE = 50;
    private static final long KEPT_SECONDS = 30;

    private final Supplier<List<ChannelStats>> channels;
    private final LongSupplier clock;
    private volatile @Nullable ChannelSample latest;
    private long nextNanos;

    /** @param channels takes the figures of all channels */
    ChannelSampler(Supplier<List<ChannelStats>> channels, LongSupplier clock) {
        this.channels = channels;
        this.clock = clock;
    }

    /** {@return the sample of now, or of a moment ago} */
    synchronized ChannelSample sample() {
        ChannelSample before = latest;
        long start = clock.getAsLong();
        if (before != null && start - nextNanos < 0) {
            return before;
        }
        ChannelSample sample = ChannelSample.of(start, channels.get(), before);
        nextNanos = start + Math.max(APART_NANOS, SHARE * (clock.getAsLong() - start));
        latest = sample;
        CompletableFuture.delayedExecutor(KEPT_SECONDS, TimeUnit.SECONDS).execute(() -> forget(sample));
        return sample;
    }

    /** {@return the last sample, if one was taken within half a minute} */
    Optional<ChannelSample> latest() {
        return Optional.ofNullable(latest);
    }

    private synchronized void forget(ChannelSample old) {
        ChannelSample now = latest;
        if (now != null && now.nanos() == old.nanos()) {
            latest = null;
        }
    }
}
