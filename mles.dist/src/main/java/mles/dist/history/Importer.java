package mles.dist.history;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import mles.protocol.ChannelName;
import mles.protocol.Frame;
import mles.server.spi.Ack;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;

/** Appends frames to a store, and waits for it where it is behind. For one thread. */
final class Importer implements AutoCloseable {
    /** Bytes that the store may not have answered yet. */
    private static final int MOST_UNDER_WAY = 64 << 20;

    private final Map<ChannelName, ChannelHistory> open = new HashMap<>();
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final HistoryStore store;
    private volatile @Nullable Exception failure;
    private long frames;

    Importer(HistoryStore store) {
        this.store = store;
    }

    /** @throws IOException when the store cannot take it, or could not take one before */
    void add(ChannelName channel, Frame frame) throws IOException {
        ChannelHistory history = open.get(channel);
        if (history == null) {
            history = store.open(channel, Retention.ALL);
            open.put(channel, history);
            history.load((stored, time) -> false);
        }
        check();
        room.acquireUninterruptibly(frame.size());
        history.append(frame.bytes(), 1, new Ack() {
            @Override
            public void stored() {
                room.release(frame.size());
            }

            @Override
            public void failed(Exception cause) {
                failure = cause;
                room.release(frame.size());
            }
        });
        frames++;
    }

    /**
     * Waits until everything is stored.
     *
     * @return the number of frames
     */
    long finish() throws IOException {
        room.acquireUninterruptibly(MOST_UNDER_WAY);
        room.release(MOST_UNDER_WAY);
        check();
        return frames;
    }

    @Override
    public void close() throws IOException {
        room.acquireUninterruptibly(MOST_UNDER_WAY);
        for (ChannelHistory history : open.values()) {
            history.close();
        }
    }

    private void check() throws IOException {
        Exception cause = failure;
        if (cause != null) {
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
    }
}
