package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import mles.server.spi.Ack;
import mles.server.spi.HistorySync;
import mles.server.spi.StoreWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes for a store on one thread. Appends that come while it writes are written together and made safe together. */
final class Writer implements StoreWriter.Group {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int GROUP_BYTES = 8 << 20;
    private static final int GROUP_JOBS = 4096;
    private static final long TIDY_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** Housekeeping takes one part in so many of the time. */
    private static final int TIDY_SELDOM = 100;

    private final List<Written> written = new ArrayList<>();
    private final OpenFiles files;
    private final boolean always;
    private final long forceNanos;
    private final StoreWriter writer = new StoreWriter("mles-history", this);
    private Housekeeping eachTime = () -> {
    };
    private Housekeeping sometimes = () -> {
    };
    private long forcedAt = System.nanoTime();
    private long tidyAt = forcedAt;
    private long groupBytes;

    /** Work beside appends. */
    interface Housekeeping {
        void run() throws IOException;
    }

    /** An append that is written, or is not, and whom to answer. */
    private record Written(ChannelFiles target, Ack ack, @Nullable Exception failure) {
    }

    Writer(OpenFiles files, HistorySync sync) {
        this.files = files;
        this.always = sync.mode() == HistorySync.Mode.ALWAYS;
        this.forceNanos = sync.mode() == HistorySync.Mode.INTERVAL ? sync.interval().toNanos() : Long.MAX_VALUE;
    }

    /**
     * Begins.
     *
     * @param each      done after each group
     * @param nowAndThen done first of all, and once a minute or, where it takes long, less often
     */
    void start(Housekeeping each, Housekeeping nowAndThen) {
        eachTime = each;
        sometimes = nowAndThen;
        writer.start();
    }

    /** Appends behind everything given before. */
    void append(ChannelFiles target, ByteBuffer frames, int count, long time, Ack ack) {
        writer.give(() -> write(target, frames, count, time, ack));
    }

    /** Runs {@code job} behind everything given before. */
    void give(Runnable job) {
        writer.give(job);
    }

    /** Calls {@code task} behind everything given before, and waits for it. Not from an event loop. */
    <T> T call(Callable<T> task) throws IOException {
        return writer.call(task);
    }

    /** Ends behind everything given before, and waits for it. */
    void end() {
        writer.close();
    }

    @Override
    public boolean isEmpty() {
        return written.isEmpty();
    }

    @Override
    public boolean isFull() {
        return groupBytes >= GROUP_BYTES || written.size() >= GROUP_JOBS;
    }

    @Override
    public long idle() {
        tidyWhenDue();
        forceWhenDue();
        long now = System.nanoTime();
        return Math.min(tidyAt - now, forceNanos - (now - forcedAt));
    }

    @Override
    public void close() {
        files.close();
    }

    private void write(ChannelFiles target, ByteBuffer frames, int count, long time, Ack ack) {
        groupBytes += frames.remaining();
        Exception failure = null;
        try {
            target.write(frames, count, time);
        } catch (IOException e) {
            failure = FileFaults.named(e);
        } catch (RuntimeException e) {
            failure = e;
        }
        written.add(new Written(target, ack, failure));
    }

    @Override
    public void write() {
        if (always) {
            files.force();
        } else {
            forceWhenDue();
        }
        files.checkPlaces();
        for (Written append : written) {
            StoreWriter.answer(append.ack(),
                    append.failure() == null ? files.whyLost(append.target()) : append.failure());
        }
        written.clear();
        files.forgetLost();
        groupBytes = 0;
        run(eachTime);
        tidyWhenDue();
    }

    private void tidyWhenDue() {
        long begin = System.nanoTime();
        if (begin - tidyAt >= 0) {
            run(sometimes);
            long end = System.nanoTime();
            tidyAt = end + Math.max(TIDY_NANOS, TIDY_SELDOM * (end - begin));
        }
    }

    private static void run(Housekeeping task) {
        try {
            task.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("history-expire-failed: the store cannot make room, cause={}", e.toString());
        }
    }

    private void forceWhenDue() {
        if (System.nanoTime() - forcedAt >= forceNanos) {
            files.force();
            forcedAt = System.nanoTime();
        }
    }
}
