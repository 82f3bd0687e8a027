package org.example.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import mles.server.spi.Ack;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.Retention;

/** The history of one channel. The loading thread reads it; from then on the writer alone touches it. */
final class FolderHistory implements ChannelHistory {
    /** A file may be twice as large as what has to be kept, and this much more. */
    private static final long SLACK = 1 << 20;

    private final ChannelFile file;
    private final Retention keep;
    private final boolean readOnly;
    private final boolean safe;
    private final ExecutorService writer;
    private volatile boolean loaded;
    private long mostBytes;
    private IOException failure;

    FolderHistory(ChannelFile file, Retention keep, boolean readOnly, boolean safe, ExecutorService writer) {
        this.file = file;
        this.keep = keep;
        this.readOnly = readOnly;
        this.safe = safe;
        this.writer = writer;
    }

    @Override
    public void load(FrameSink sink) throws IOException {
        List<StoredFrame> all = file.read();
        if (!readOnly && file.isCut(all)) {
            file.replace(all);
        }
        List<StoredFrame> kept = StoredFrame.kept(all, keep);
        for (StoredFrame stored : kept) {
            if (!sink.accept(stored.frame(), stored.time())) {
                break;
            }
        }
        mostBytes = 2 * file.sizeWith(kept) + SLACK;
        loaded = true;
    }

    /** Called on an event loop: it hands the work on, and returns at once. */
    @Override
    public void append(ByteBuffer frames, int count, Ack ack) {
        if (!loaded || readOnly) {
            throw new IllegalStateException("nothing can be appended");
        }
        writer.execute(() -> {
            try {
                write(frames);
                ack.stored();
            } catch (IOException e) {
                ack.failed(e);
            }
        });
    }

    private void write(ByteBuffer frames) throws IOException {
        if (failure != null) {
            // What comes behind something that is not stored is not stored either: there would be a gap.
            throw failure;
        }
        try {
            if (file.append(frames, safe) > mostBytes) {
                prune();
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void prune() throws IOException {
        List<StoredFrame> kept = StoredFrame.kept(file.read(), keep);
        file.replace(kept);
        mostBytes = 2 * file.sizeWith(kept) + SLACK;
    }

    @Override
    public void clear() throws IOException {
        try {
            // On the writer, so that it comes behind everything appended before.
            writer.submit(() -> {
                file.delete();
                return true;
            }).get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the store worked", e);
        }
    }

    /** Nothing is open between two appends. */
    @Override
    public void close() {
    }
}
