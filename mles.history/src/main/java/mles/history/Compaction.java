package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Deque;
import java.util.Iterator;
import java.util.Set;
import mles.protocol.Header;
import mles.server.spi.Position;
import mles.server.spi.Retention;

/**
 * Writes segments anew, as one, without their oldest empty joins. It takes the place of the oldest of them in one step,
 * and its header says how many frames are left out; the others go then. So whenever this ends early, the run is whole.
 */
final class Compaction {
    private static final String UNFINISHED = "compaction.new";

    private final FileChannel out;
    private final Segment target;
    private long left;

    private Compaction(FileChannel out, Segment target, long joins) {
        this.out = out;
        this.target = target;
        this.left = joins;
    }

    /** {@return the file in a folder that holds an unfinished compaction, if there is one} */
    static Path unfinished(Path folder) {
        return folder.resolve(UNFINISHED);
    }

    /**
     * Compacts all of {@code run}, whose messages follow each other by their numbers.
     *
     * @param joins number of the oldest empty joins to leave out; there are that many
     * @return the segment that replaces it
     */
    static Segment run(Path folder, Deque<Segment> run, long joins) throws IOException {
        SegmentHeader first = run.getFirst().header();
        long leftOut = joins + run.stream().mapToLong(segment -> segment.header().leftOut()).sum();
        // Positions of an older epoch are not known any more: a member that has one hears of a gap.
        Position before = new Position(run.getLast().header().before().epoch(), first.before().number());
        Segment target = new Segment(folder, new SegmentHeader(first.channel(), first.firstFrame(), leftOut, before));
        Path file = unfinished(folder);
        try (FileChannel out = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING), OwnerOnly.file(file))) {
            Compaction compaction = new Compaction(out, target, joins);
            compaction.write(target.header().encode());
            for (Segment segment : run) {
                compaction.copy(segment);
            }
            out.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        Files.move(file, target.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        OpenFiles.forceFolder(folder);
        for (Iterator<Segment> others = run.stream().skip(1).iterator(); others.hasNext();) {
            Files.deleteIfExists(others.next().file());
        }
        return target;
    }

    private void copy(Segment segment) throws IOException {
        try (SegmentReader reader = SegmentReader.of(segment)) {
            for (long frames = segment.amount().frames(); frames > 0; frames -= reader.count()) {
                if (!reader.next()) {
                    throw new IOException(segment.file() + ": is not what it was");
                }
                ByteBuffer kept = kept(reader.frames());
                if (kept.hasRemaining()) {
                    Amount amount = Amount.of(kept);
                    ByteBuffer head = ByteBuffer.allocate(RecordHead.SIZE);
                    RecordHead.of(kept, (int) amount.frames(), reader.time()).write(head);
                    write(head.flip());
                    write(kept.duplicate());
                    target.added(amount, reader.time());
                }
            }
        }
    }

    private ByteBuffer kept(ByteBuffer frames) {
        ByteBuffer kept = ByteBuffer.allocate(frames.remaining());
        for (int at = frames.position(); at < frames.limit();) {
            int size = Header.frameSize(frames, at);
            if (left > 0 && !Retention.isMessage(frames, at, at + size)) {
                left--;
            } else {
                kept.put(frames.slice(at, size));
            }
            at += size;
        }
        return kept.flip();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
