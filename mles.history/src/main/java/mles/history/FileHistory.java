package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.Position;
import mles.server.spi.Retention;
import mles.server.spi.StoredPositions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel of a {@link FileStore}. The loading thread reads it; from then on the writer alone writes it. */
final class FileHistory implements ChannelHistory {
    private static final Logger LOG = LoggerFactory.getLogger(FileHistory.class);

    private static final int TRIES = 10;

    private final ChannelName channel;
    private final Path folder;
    private final Retention keep;
    private final boolean readOnly;
    private final InstantSource clock;
    private final Writer writer;
    private final ChannelFiles files;
    private final Runnable onClose;
    private volatile StoredPositions positions = StoredPositions.NONE;
    private volatile boolean loaded;
    private boolean closed;

    FileHistory(ChannelName channel, Path folder, Retention keep, boolean readOnly, InstantSource clock, Writer writer,
            ChannelFiles files, Runnable onClose) {
        this.channel = channel;
        this.folder = folder;
        this.keep = keep;
        this.readOnly = readOnly;
        this.clock = clock;
        this.writer = writer;
        this.files = files;
        this.onClose = onClose;
    }

    @Override
    public void load(FrameSink sink) throws IOException {
        Deque<Segment> run;
        try {
            run = recover();
            new Replay(run, keep, clock.millis()).give(run, sink);
        } catch (IOException e) {
            throw FileFaults.named(e);
        }
        positions = positions(run);
        files.loaded(new ArrayDeque<>(run));
        loaded = true;
    }

    @Override
    public StoredPositions positions() {
        return positions;
    }

    @Override
    public void begin(Position before) {
        writer.give(() -> files.begin(before));
    }

    private static StoredPositions positions(Deque<Segment> run) {
        List<Position> epochs = new ArrayList<>();
        for (Segment segment : run) {
            Position before = segment.header().before();
            if (epochs.isEmpty() || epochs.getLast().epoch() != before.epoch()) {
                epochs.add(before);
            }
        }
        return run.isEmpty() ? StoredPositions.NONE : new StoredPositions(epochs, run.getLast().newest().number());
    }

    private Deque<Segment> recover() throws IOException {
        Recovery recovery = new Recovery(channel, folder, readOnly,
                (file, what) -> LOG.warn("history-damaged: {}, file={}", what, file));
        for (int left = TRIES;; left--) {
            try {
                return recovery.run();
            } catch (NoSuchFileException e) {
                // A reader may meet a server that gives up a segment just now.
                if (!readOnly || left == 0) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void append(ByteBuffer frames, int count, Ack ack) {
        if (!loaded || readOnly) {
            throw new IllegalStateException("nothing can be appended");
        }
        writer.append(files, frames, count, clock.millis(), ack);
    }

    @Override
    public void clear() throws IOException {
        if (readOnly) {
            throw new IllegalStateException("nothing can be cleared");
        }
        writer.call(() -> {
            files.clear();
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (loaded && !readOnly) {
            writer.call(() -> {
                files.close();
                return true;
            });
        }
        onClose.run();
    }

    /** Gives up a segment for the disk limit, unless it may be being read. On the writer. */
    void drop(Path file) throws IOException {
        if (loaded) {
            files.drop(file);
        }
    }
}
