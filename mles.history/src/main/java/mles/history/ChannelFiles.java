package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.Position;
import mles.server.spi.Retention;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The run of segments of one channel, as it grows, and as its oldest segments go. For the writer, once it is loaded. */
final class ChannelFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelFiles.class);

    private final ChannelName channel;
    private final Path folder;
    private final Retention keep;
    private final SegmentSizes sizes;
    private final OpenFiles files;
    private final DiskUse use;
    private final ByteBuffer head = ByteBuffer.allocate(RecordHead.SIZE);
    private Deque<Segment> run = new ArrayDeque<>(1);
    private long nextFrame;
    /** Position of the newest message. */
    private Position newest = new Position(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE), 0);
    private @Nullable IOException failure;

    ChannelFiles(ChannelName channel, Path folder, Retention keep, SegmentSizes sizes, OpenFiles files, DiskUse use) {
        this.channel = channel;
        this.folder = folder;
        this.keep = keep;
        this.sizes = sizes;
        this.files = files;
        this.use = use;
    }

    /** Goes on behind what was recovered. */
    void loaded(Deque<Segment> recovered) {
        run = recovered;
        nextFrame = recovered.isEmpty() ? 0 : recovered.getLast().nextFrame();
        newest = recovered.isEmpty() ? newest : recovered.getLast().newest();
    }

    /** Messages written from now on follow {@code before}. */
    void begin(Position before) {
        newest = before;
    }

    /**
     * Writes one record; after a failure, none.
     *
     * @throws IOException when it is not written
     */
    void write(ByteBuffer frames, int count, long time) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            Segment segment = segment(time);
            Amount more = Amount.of(frames);
            RecordHead.of(frames, count, time).write(head.clear());
            files.append(segment.file(), segment.end(), this, head.flip(), frames.duplicate());
            segment.added(more, time);
            nextFrame += count;
            newest = segment.newest();
            use.grew(RecordHead.SIZE + more.bytes());
            if (sizes.isFull(segment, keep)) {
                trim(time);
                compact();
            }
        } catch (IOException e) {
            fail(e);
            throw e;
        } catch (RuntimeException e) {
            fail(new IOException(folder + ": " + e, e));
            throw e;
        }
    }

    /** Nothing more is written. */
    void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /** Deletes everything of the channel, oldest first, so that what is left in between is a run. */
    void clear() throws IOException {
        run.forEach(segment -> files.forget(segment.file()));
        files.forget(folder);
        use.shrank(run.stream().mapToLong(Segment::end).sum());
        run.clear();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.sorted().toList()) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        } catch (NoSuchFileException e) {
            // nothing was ever stored
        }
    }

    void close() {
        run.forEach(segment -> files.close(segment.file()));
        files.close(folder);
    }

    /** Gives up {@code file} if it is the oldest; the newest as well, which a new one follows then. */
    void drop(Path file) throws IOException {
        Segment oldest = run.peek();
        if (oldest != null && oldest.file().equals(file)) {
            dropOldest();
        }
    }

    private Segment segment(long now) throws IOException {
        Segment last = run.peekLast();
        if (last != null && !sizes.isFull(last, keep) && last.newest().equals(newest)) {
            return last;
        }
        if (last != null && last.nextFrame() == last.header().firstFrame()) {
            // A life that was killed at its first message left it: the next one has the same name.
            delete(run.removeLast());
        }
        files.createFolder(folder);
        Segment next = new Segment(folder, new SegmentHeader(channel, nextFrame, 0, newest));
        files.create(next.file(), next.header().encode(), this);
        run.add(next);
        use.grew(next.end());
        trim(now);
        return next;
    }

    private void trim(long now) throws IOException {
        Amount left = Amount.of(run);
        for (Segment oldest = run.getFirst(); run.size() > 1; oldest = run.getFirst()) {
            left = left.minus(oldest.amount());
            if (left.messages() <= keep.maxFrames() && left.bytes() < keep.maxBytes()
                    && !keep.isTooOld(oldest.lastTime(), now)) {
                return;
            }
            dropOldest();
        }
    }

    /** All are full now. They are written anew only where most of them goes. */
    private void compact() {
        Amount all = Amount.of(run);
        if (keep.isCrowded(all.emptyJoins()) && all.joinBytes() > all.bytes() / 2 && isWithoutJump(all)) {
            long before = run.stream().mapToLong(Segment::end).sum();
            try {
                Segment compacted = Compaction.run(folder, run, all.emptyJoins() - keep.maxFrames());
                run.forEach(segment -> files.forget(segment.file()));
                run.clear();
                run.add(compacted);
                use.shrank(before - compacted.end());
            } catch (IOException e) {
                LOG.warn("history-compact-failed: empty joins stay, folder={}, cause={}", folder, e.toString());
            }
        }
    }

    /** {@return whether the numbers of all messages follow each other} */
    private boolean isWithoutJump(Amount all) {
        return run.getLast().newest().number() - run.getFirst().header().before().number() == all.messages();
    }

    private void dropOldest() throws IOException {
        delete(run.remove());
    }

    private void delete(Segment segment) throws IOException {
        files.forget(segment.file());
        Files.deleteIfExists(segment.file());
        use.shrank(segment.end());
    }
}
