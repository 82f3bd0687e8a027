package mles.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.ChannelName;
import mles.server.delivery.LoopContext;
import mles.server.memory.MemoryBudget;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a channel in the store, which works on a store thread and brings home what it finds. For the home
 * loop, unless said otherwise.
 */
final class OpenTask {
    /** Batches between a store thread and the home loop. */
    private static final int MOST_ON_THE_WAY = 4;
    private static final long MEMORY_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ChannelName channel;
    private final Retention keep;
    private final LoopContext home;
    private final StoreThreads storeThreads;
    private final Taker taker;
    private volatile boolean abandoned;

    /** Takes what an attempt brings home, until it is abandoned; on the home loop. */
    interface Taker {
        /** The next stored frames, where they were asked for; they are valid during the call. */
        default void loaded(LoadedBatch frames) {
        }

        /** The frames loaded so far exceed the memory, and are to be dropped. */
        default void tooMuch() {
        }

        /** Everything came, and from now on {@code ready} takes more. */
        void opened(ChannelHistory ready);

        /** It cannot be opened; nothing is. */
        void failed(String why);
    }

    /** Request to the store. */
    private interface Request {
        void of(ChannelHistory history) throws IOException;
    }

    OpenTask(ChannelName channel, Retention keep, LoopContext home, StoreThreads storeThreads, Taker taker) {
        this.channel = channel;
        this.keep = keep;
        this.home = home;
        this.storeThreads = storeThreads;
        this.taker = taker;
    }

    /** Begins, and brings everything that is stored. */
    void load() {
        begin(history -> {
            Loader loader = new Loader();
            try {
                history.load(loader);
            } finally {
                storeThreads.loads().end(this);
                loader.send();
            }
        });
    }

    /**
     * Begins, and brings no frames.
     *
     * @param anew whether what is stored is to be forgotten
     */
    void goOn(boolean anew) {
        begin(history -> {
            history.load((frame, time) -> false);
            if (anew) {
                history.clear();
            }
        });
    }

    /** Gives up the load; what it still brings is dropped. */
    void abandon() {
        abandoned = true;
        storeThreads.loads().end(this);
    }

    /** Closes what was opened; on a store thread. */
    static void close(@Nullable ChannelHistory open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException | RuntimeException e) {
            // Whatever it was, the next opening meets it again.
        }
    }

    /**
     * Deletes the stored history. Thread: a store thread.
     *
     * @return the failure, null without one
     */
    static @Nullable String clear(ChannelHistory open) {
        try {
            open.clear();
            return null;
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void begin(Request request) {
        storeThreads.run(channel, () -> open(request));
    }

    private void open(Request request) {
        ChannelHistory opened = null;
        try {
            opened = storeThreads.store().open(channel, keep);
            request.of(opened);
            ChannelHistory ready = opened;
            home.post(() -> opened(ready));
        } catch (IOException | RuntimeException e) {
            close(opened);
            home.post(() -> failed(String.valueOf(e.getMessage())));
        }
    }

    private void loaded(LoadedBatch frames) {
        try {
            if (!abandoned) {
                taker.loaded(frames);
            }
        } finally {
            frames.release();
        }
    }

    private void tooMuch() {
        if (!abandoned) {
            taker.tooMuch();
        }
    }

    private void opened(ChannelHistory ready) {
        if (abandoned) {
            storeThreads.run(channel, () -> close(ready));
        } else {
            taker.opened(ready);
        }
    }

    private void failed(String why) {
        if (!abandoned) {
            taker.failed(why);
        }
    }

    /** Sends stored frames home, some at a time. */
    private final class Loader implements FrameSink {
        private final long now = System.currentTimeMillis();
        private final Semaphore room = new Semaphore(MOST_ON_THE_WAY);
        private final MemoryBudget budget = storeThreads.budget();
        private LoadedBatch some = new LoadedBatch(budget);
        private long brought;
        private boolean queued;

        @Override
        public boolean accept(ByteBuffer frame, long storedAtMillis) {
            some.add(frame, Math.max(0, now - storedAtMillis));
            storeThreads.progressed(channel);
            if (some.isFull()) {
                send();
                awaitTurn();
            }
            return !abandoned;
        }

        /** Waits for the home loop, which must not be given more than it takes. */
        void send() {
            LoadedBatch full = some;
            some = new LoadedBatch(budget);
            brought += full.size();
            room.acquireUninterruptibly();
            home.post(() -> {
                room.release();
                loaded(full);
            });
        }

        /** Waits behind older loads, whose progress is watched, and for memory. */
        private void awaitTurn() {
            if (!queued) {
                queued = true;
                storeThreads.loads().begin(OpenTask.this);
            }
            if (brought > budget.limit()) {
                forget();
            }
            long since = System.nanoTime();
            while (!abandoned) {
                if (!storeThreads.loads().isOldest(OpenTask.this)) {
                    since = System.nanoTime();
                    storeThreads.progressed(channel);
                } else if (!budget.isOverrun()) {
                    return;
                } else if (brought > 0 && System.nanoTime() - since > storeThreads.loadNanos() / 2) {
                    // Others did not make room in time.
                    forget();
                }
                LockSupport.parkNanos(MEMORY_POLL_NANOS);
            }
        }

        private void forget() {
            brought = 0;
            home.post(OpenTask.this::tooMuch);
        }
    }
}
