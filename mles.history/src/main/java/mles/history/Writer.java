package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import mles.server.spi.Ack;
import mles.server.spi.HistorySync;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes for a store. What has come while it wrote is written together and made safe together. Jobs
 * may be given on any thread, without a wait.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int GROUP_BYTES = 8 << 20;
    private static final int GROUP_JOBS = 4096;
    private static final long TIDY_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** So many times longer than it takes it is not done. */
    private static final int TIDY_SELDOM = 100;

    private final Queue<Job> jobs = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final List<Written> written = new ArrayList<>();
    private final OpenFiles files;
    private final boolean always;
    private final long forceNanos;
    private final Thread thread;
    private Housekeeping eachTime = () -> {
    };
    private Housekeeping sometimes = () -> {
    };
    private volatile boolean closing;
    private long forcedAt = System.nanoTime();
    private long tidyAt = forcedAt;
    private long groupBytes;

    /** Work beside appends. */
    interface Housekeeping {
        void run() throws IOException;
    }

    private interface Job {
        void run();
    }

    /** An append that is written, or is not, and whom to answer. */
    private record Written(ChannelFiles target, Ack ack, @Nullable Exception failure) {
    }

    Writer(OpenFiles files, HistorySync sync) {
        this.files = files;
        this.always = sync.mode() == HistorySync.Mode.ALWAYS;
        this.forceNanos = sync.mode() == HistorySync.Mode.INTERVAL ? sync.interval().toNanos() : Long.MAX_VALUE;
        this.thread = new Thread(this::work, "mles-history");
        thread.setDaemon(true);
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
        thread.start();
    }

    /** Appends behind everything given before. */
    void append(ChannelFiles target, ByteBuffer frames, int count, long time, Ack ack) {
        give(() -> write(target, frames, count, time, ack));
    }

    /** Calls {@code task} behind everything given before, and waits for it. Not from an event loop. */
    <T> T call(Callable<T> task) throws IOException {
        if (closing) {
            throw new IOException("the store is closed");
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        give(() -> {
            endGroup();
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the store worked", e);
        }
    }

    /** Ends behind everything given before, and waits for it. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void give(Job job) {
        jobs.add(job);
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private void work() {
        while (true) {
            tidyWhenDue();
            Job job = jobs.poll();
            if (job != null) {
                job.run();
                if (groupBytes >= GROUP_BYTES || written.size() >= GROUP_JOBS) {
                    endGroup();
                }
            } else if (!written.isEmpty()) {
                endGroup();
            } else if (closing) {
                break;
            } else {
                forceWhenDue();
                sleep();
            }
        }
        files.close();
    }

    private void sleep() {
        asleep.set(true);
        if (jobs.isEmpty() && !closing) {
            long now = System.nanoTime();
            LockSupport.parkNanos(this, Math.max(1, Math.min(tidyAt - now, forceNanos - (now - forcedAt))));
        }
        asleep.set(false);
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

    private void endGroup() {
        if (always) {
            files.force();
        } else {
            forceWhenDue();
        }
        files.checkPlaces();
        for (Written append : written) {
            answer(append.ack(), append.failure() == null ? files.whyLost(append.target()) : append.failure());
        }
        written.clear();
        files.forgetLost();
        groupBytes = 0;
        run(eachTime);
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
            LOG.warn("the store cannot make room: {}", e.toString());
        }
    }

    private void forceWhenDue() {
        if (System.nanoTime() - forcedAt >= forceNanos) {
            files.force();
            forcedAt = System.nanoTime();
        }
    }

    private static void answer(Ack ack, @Nullable Exception failure) {
        try {
            if (failure == null) {
                ack.stored();
            } else {
                ack.failed(failure);
            }
        } catch (RuntimeException e) {
            LOG.error("append callback threw an exception", e);
        }
    }
}
