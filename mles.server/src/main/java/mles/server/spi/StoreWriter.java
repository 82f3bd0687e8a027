package mles.server.spi;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes for a history store, and the queue of its jobs. Jobs that come while a group is written form
 * the next group, so that a slow medium is asked seldom and for much. For stores that want one; a store may do without.
 * Thread-safe.
 *
 * <pre>{@code
 * writer = new StoreWriter("my-store", group);
 * writer.start();
 * writer.give(() -> group.add(frames, ack)); // in ChannelHistory.append
 * writer.close(); // in HistoryStore.close
 * }</pre>
 */
public final class StoreWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);

    private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Group group;
    private final Thread thread;
    private volatile boolean closing;

    /** Appends that are written together. Thread: the writing one; no method throws. */
    public interface Group {
        /** {@return whether nothing waits to be written} */
        boolean isEmpty();

        /** {@return whether the group is to be written before more is added} */
        boolean isFull();

        /** Writes the group, answers its appends and empties it; an empty group has nothing to write. */
        void write();

        /**
         * Runs while nothing waits to be written.
         *
         * @return the longest wait for the next job, in nanoseconds, before this runs again
         */
        long idle();

        /** Ends, behind everything given before. */
        void close();
    }

    /**
     * A writer that is not started.
     *
     * @param name  the name of its thread
     * @param group the appends that wait
     */
    public StoreWriter(String name, Group group) {
        this.group = group;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /**
     * Runs {@code job} behind everything given before, without a wait. It may add to the group. Thread: any.
     *
     * @param job must not throw
     */
    public void give(Runnable job) {
        jobs.add(job);
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Calls {@code task} when everything given before is written, and waits for it. Thread: any but an event loop.
     *
     * @return its result
     * @throws IOException when the task failed, or the writer is closed
     */
    public <T> T call(Callable<T> task) throws IOException {
        if (closing) {
            throw new IOException("the store is closed");
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        give(() -> {
            group.write();
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
    public void close() {
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

    /**
     * Answers an append; an answer that throws is logged, and ends nothing.
     *
     * @param failure null when the frames are stored
     */
    public static void answer(Ack ack, @Nullable Exception failure) {
        try {
            if (failure == null) {
                ack.stored();
            } else {
                ack.failed(failure);
            }
        } catch (RuntimeException e) {
            LOG.error("internal: the callback of an append threw an exception", e);
        }
    }

    private void work() {
        while (true) {
            Runnable job = jobs.poll();
            if (job != null) {
                job.run();
                if (group.isFull()) {
                    group.write();
                }
            } else if (!group.isEmpty()) {
                group.write();
            } else if (closing) {
                break;
            } else {
                sleep(group.idle());
            }
        }
        group.close();
    }

    private void sleep(long nanos) {
        asleep.set(true);
        if (jobs.isEmpty() && !closing) {
            LockSupport.parkNanos(this, Math.max(1, nanos));
        }
        asleep.set(false);
    }
}
