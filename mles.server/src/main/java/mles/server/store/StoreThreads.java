package mles.server.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.ChannelName;
import mles.server.channel.HistoryWriter;
import mles.server.channel.HistoryWriterFactory;
import mles.server.channel.LoadTarget;
import mles.server.delivery.LoopContext;
import mles.server.log.ChannelLog;
import mles.server.memory.MemoryBudget;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import mles.server.spi.ServerEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store behind all hubs, and the threads on which it may block: each channel has one of them. Thread-safe. */
public final class StoreThreads implements HistoryWriterFactory {
    private static final Logger LOG = LoggerFactory.getLogger(StoreThreads.class);
    private static final int THREADS = 4;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicInteger active = new AtomicInteger();
    private final Loads loads = new Loads();
    private final HistoryStore store;
    private final boolean always;
    private final long loadNanos;
    private final ServerEvents events;
    private final MemoryBudget budget;
    private final List<? extends Executor> threads;
    private final AtomicLongArray progress;

    /**
     * @param store     a started one
     * @param sync      what it was made with
     * @param loadNanos how long a load may wait without any progress
     * @param events    told of failures
     * @param budget    counts what is being loaded
     */
    public StoreThreads(HistoryStore store, HistorySync sync, long loadNanos, ServerEvents events,
            MemoryBudget budget) {
        this(store, sync, loadNanos, events, budget, threads());
    }

    public StoreThreads(HistoryStore store, HistorySync sync, long loadNanos, ServerEvents events, MemoryBudget budget,
            List<? extends Executor> threads) {
        this.events = events;
        this.budget = budget;
        this.store = store;
        this.always = sync.mode() == HistorySync.Mode.ALWAYS;
        this.loadNanos = loadNanos;
        this.threads = threads;
        this.progress = new AtomicLongArray(threads.size());
    }

    /** {@return whether members see only what is stored} */
    boolean isAlways() {
        return always;
    }

    @Override
    public HistoryWriter open(LoadTarget channel, LoopContext home, ChannelLog log, Retention keep) {
        return new StoreSession(channel, home, this, log, keep);
    }

    ServerEvents events() {
        return events;
    }

    MemoryBudget budget() {
        return budget;
    }

    long loadNanos() {
        return loadNanos;
    }

    Loads loads() {
        return loads;
    }

    HistoryStore store() {
        return store;
    }

    /** Runs {@code task} on the store thread of a channel, behind what was given before for it. From anywhere. */
    void run(ChannelName channel, Runnable task) {
        int thread = threadOf(channel);
        threads.get(thread).execute(() -> {
            progress.incrementAndGet(thread);
            task.run();
            progress.incrementAndGet(thread);
        });
    }

    /** The store thread of a channel has got on with what it does. From anywhere. */
    void progressed(ChannelName channel) {
        progress.incrementAndGet(threadOf(channel));
    }

    /** {@return a number that stays the same while the store thread of a channel does not get on} From anywhere. */
    long progress(ChannelName channel) {
        return progress.get(threadOf(channel));
    }

    private int threadOf(ChannelName channel) {
        return Math.floorMod(channel.hashCode(), threads.size());
    }

    /** A channel begins, or has ended. */
    void active(int more) {
        active.addAndGet(more);
    }

    /** Waits until all channels have ended, and closes the store. Not from an event loop or a store thread. */
    public void close() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (active.get() > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        try {
            store.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("store-close-failed: the store did not close, cause={}", e.toString());
        }
        for (Executor thread : threads) {
            if (thread instanceof ExecutorService service) {
                service.shutdown();
            }
        }
    }

    private static List<ExecutorService> threads() {
        List<ExecutorService> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "mles-store");
                thread.setDaemon(true);
                return thread;
            }));
        }
        return threads;
    }
}
