package mles.server.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.ChannelName;
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
    private final HubLoop home;
    private final StoreThreads storeThreads;
    private final Taker taker;
    private volatile boolean abandoned;

    /** Takes what an attempt brings home, until it is abandoned; on the home loop. */
    interface Taker {
        /** The next stored frames, where they were asked for; they are valid during the call. */
        default void loaded(LoadedBatch frames) {
        }

        /** Everything came, and from now on {@code ready} takes more. */
        void opened(ChannelHistory ready);

        /** It cannot be opened; nothing is. */
        void failed(String why);
    }

    /** What the store is asked to do. */
    private interface Request {
        void of(ChannelHistory history) throws IOException;
    }

    OpenTask(ChannelName channel, Retention keep, HubLoop home, StoreThreads storeThreads, Taker taker) {
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
            storeThreads.loads().begin(loader);
            try {
                history.load(loader);
            } finally {
                storeThreads.loads().end(loader);
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

    /** Nobody wants what it still brings. */
    void abandon() {
        abandoned = true;
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

    private void begin(Request request) {
        storeThreads.run(channel, () -> open(request));
    }

    private void open(Request request) {
        ChannelHistory opened = null;
        try {
            opened = storeThreads.store().open(channel, keep);
            request.of(opened);
            ChannelHistory ready = opened;
            home.later(() -> opened(ready));
        } catch (IOException | RuntimeException e) {
            close(opened);
            home.later(() -> failed(String.valueOf(e.getMessage())));
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
        private LoadedBatch some = new LoadedBatch(home.hubs().budget());

        @Override
        public boolean accept(ByteBuffer frame, long storedAtMillis) {
            some.add(frame, Math.max(0, now - storedAtMillis));
            storeThreads.progressed(channel);
            if (some.isFull()) {
                send();
                awaitMemory();
            }
            return !abandoned;
        }

        /** Waits for the home loop, which must not be given more than it takes. */
        void send() {
            LoadedBatch full = some;
            some = new LoadedBatch(home.hubs().budget());
            room.acquireUninterruptibly();
            home.later(() -> {
                room.release();
                loaded(full);
            });
        }

        /** Waits behind older loads for memory; their progress, which is watched, is its own. */
        private void awaitMemory() {
            while (!storeThreads.loads().mayGoOn(this, home.hubs().budget()) && !abandoned) {
                storeThreads.progressed(channel);
                LockSupport.parkNanos(MEMORY_POLL_NANOS);
            }
        }
    }
}
