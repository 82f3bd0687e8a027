package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When the records of segments were stored, as they say themselves: the time of a file is another one after a restore or a
 * {@code touch}. It counts only for a part of a file that cannot be read. What was read in the round before is not read
 * again. For the writer.
 */
final class SegmentTimes {
    private static final long NONE = Long.MIN_VALUE;

    private Map<Path, Known> known = Map.of();
    private Map<Path, Known> asked = new HashMap<>();

    /** As far as a segment was read: {@code time} is that of its newest record before {@code position}. */
    private record Known(SegmentHeader header, long size, FileTime changed, long position, long time, boolean whole) {
        boolean isOf(BasicFileAttributes file) {
            return size == file.size() && changed.equals(file.lastModifiedTime());
        }

        long newest() {
            return whole && time != NONE ? time : Math.max(time, changed.toMillis());
        }
    }

    /**
     * {@return when the newest record of a segment was stored, in milliseconds since 1970}
     *
     * @throws IOException when it is no segment
     */
    long newest(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Known before = known.get(file);
        Known now = before != null && before.isOf(attributes) ? before : read(file, attributes, before);
        asked.put(file, now);
        return now.newest();
    }

    /**
     * {@return when the first record of a segment was stored; the time of the file, where that cannot be read}
     *
     * @throws IOException when it is no segment
     */
    static long first(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            int begin = SegmentHeader.read(in, file).encode().limit();
            ByteBuffer head = SegmentHeader.read(in, begin, RecordHead.SIZE);
            return head.limit() == RecordHead.SIZE && RecordHead.isAt(head, 0)
                    ? RecordHead.read(head, 0).time()
                    : Files.getLastModifiedTime(file).toMillis();
        }
    }

    /** Remembers the segments that were asked for in this round alone; the others are gone, or of no interest any more. */
    void endRound() {
        known = asked;
        asked = new HashMap<>();
    }

    private static Known read(Path file, BasicFileAttributes attributes, @Nullable Known before) throws IOException {
        try (SegmentReader reader = new SegmentReader(file)) {
            long time = NONE;
            if (before != null && before.header().equals(reader.header()) && before.position() <= attributes.size()) {
                reader.skipTo(before.position());
                time = before.time();
            }
            while (reader.next()) {
                time = Math.max(time, reader.time());
            }
            return new Known(reader.header(), attributes.size(), attributes.lastModifiedTime(), reader.position(), time,
                    reader.end() == SegmentReader.End.CLEAN);
        }
    }
}
