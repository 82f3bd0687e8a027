package mles.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * Finds what there is of a channel: the longest run of segments without a gap that ends with the newest frame. A record
 * at the end of it that was not finished is cut off; what is no more than damaged is cut off, too, and kept beside. What
 * the run does not reach stays as it is.
 */
final class Recovery {
    private static final String KEPT = ".damaged";

    private final ChannelName channel;
    private final Path folder;
    private final boolean readOnly;
    private final Problems problems;

    /** @param readOnly whether nothing may be changed */
    Recovery(ChannelName channel, Path folder, boolean readOnly, Problems problems) {
        this.channel = channel;
        this.folder = folder;
        this.readOnly = readOnly;
        this.problems = problems;
    }

    /**
     * {@return the run, oldest first}
     *
     * @throws IOException when something cannot be read or is not understood; nothing was changed then
     */
    Deque<Segment> run() throws IOException {
        Deque<Segment> run = new ArrayDeque<>();
        for (Path file : newestFirst(folder)) {
            Segment segment = segment(file, run.isEmpty());
            if (segment == null) {
                continue;
            }
            while (!run.isEmpty() && segment.replaces(run.getFirst())) {
                delete(run.remove().file());
            }
            if (!run.isEmpty() && segment.nextFrame() != run.getFirst().header().firstFrame()) {
                problems.found(file, "frames are missing behind it; neither it nor what is older is used");
                break;
            }
            run.addFirst(segment);
        }
        delete(Compaction.unfinished(folder));
        return run;
    }

    /** {@return the segments in a folder, if there is one} */
    static List<Path> newestFirst(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Segment.firstFrame(file.getFileName().toString()) >= 0)
                    .sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private @Nullable Segment segment(Path file, boolean isNewest) throws IOException {
        long firstFrame = Segment.firstFrame(file.getFileName().toString());
        if (isNewest && isUnfinished(file, firstFrame)) {
            problems.found(file, "begun, and not finished");
            delete(file);
            return null;
        }
        try (SegmentReader reader = SegmentReader.of(file, channel, firstFrame)) {
            Segment segment = new Segment(folder, reader.header());
            while (reader.next()) {
                segment.added(Amount.of(reader.frames()), reader.time());
            }
            if (reader.end() != SegmentReader.End.CLEAN && !(readOnly && reader.hasGrown())) {
                problems.found(file, reader.end() == SegmentReader.End.TORN
                        ? "ends with a record that was not finished"
                        : "damaged from byte " + segment.end() + " on");
                if (isNewest && !readOnly) {
                    cut(file, segment.end(), reader.end() == SegmentReader.End.DAMAGED);
                }
            }
            return segment;
        }
    }

    private void delete(Path file) throws IOException {
        if (!readOnly) {
            Files.deleteIfExists(file);
        }
    }

    private boolean isUnfinished(Path file, long firstFrame) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            return SegmentHeader.isUnfinishedIn(in, channel, firstFrame);
        }
    }

    private static void cut(Path file, long end, boolean keep) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (keep) {
                Path beside = beside(file);
                try (FileChannel kept = FileChannel.open(beside,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file(beside))) {
                    for (long at = end; at < channel.size();) {
                        at += channel.transferTo(at, channel.size() - at, kept);
                    }
                    kept.force(true);
                }
            }
            channel.truncate(end);
            channel.force(true);
        }
    }

    private static Path beside(Path file) {
        Path kept = file.resolveSibling(file.getFileName() + KEPT);
        for (int i = 2; Files.exists(kept); i++) {
            kept = file.resolveSibling(file.getFileName() + KEPT + i);
        }
        return kept;
    }
}
