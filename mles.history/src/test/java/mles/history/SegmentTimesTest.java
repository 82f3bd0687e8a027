package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import mles.server.spi.Position;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTimesTest {
    private static final long FILE_TIME = 9_000;

    @TempDir
    private Path folder = Path.of("");
    private Path file = folder;
    private final SegmentTimes times = new SegmentTimes();

    @BeforeEach
    void headerOnly() throws IOException {
        file = folder.resolve(Segment.name(7));
        append(new SegmentHeader(Stores.LAB, 7, 0, Position.START).encode());
    }

    @Test
    void aFileWithoutRecordsHasItsOwnTime() throws IOException {
        assertEquals(FILE_TIME, times.newest(file));
        assertEquals(FILE_TIME, SegmentTimes.first(file));
    }

    @Test
    void theNewestAndTheFirstRecord() throws IOException {
        record(1000);
        record(3000);
        record(2000);
        assertEquals(3000, times.newest(file));
        assertEquals(1000, SegmentTimes.first(file));
    }

    @Test
    void whatComesLaterCounts() throws IOException {
        record(1000);
        assertEquals(1000, times.newest(file));
        times.endRound();
        record(2000);
        assertEquals(2000, times.newest(file));
        times.endRound();
        assertEquals(2000, times.newest(file));
    }

    @Test
    void anotherSegmentInItsPlaceIsReadFromItsBeginning() throws IOException {
        record(3000);
        record(4000);
        assertEquals(4000, times.newest(file));
        times.endRound();
        Files.delete(file);
        append(new SegmentHeader(Stores.LAB, 7, 1, Position.START).encode());
        record(1000);
        assertEquals(1000, times.newest(file));
    }

    @Test
    void whatCannotBeReadCountsByTheTimeOfTheFile() throws IOException {
        record(1000);
        append(ByteBuffer.wrap(new byte[]{1}));
        assertEquals(FILE_TIME, times.newest(file));
        Files.write(file, new byte[3]);
        assertThrows(IOException.class, () -> times.newest(file));
        assertThrows(IOException.class, () -> SegmentTimes.first(file));
    }

    private void record(long time) throws IOException {
        ByteBuffer frames = StoreFrames.buffer(List.of(StoreFrames.message("figs", 1)));
        ByteBuffer head = ByteBuffer.allocate(RecordHead.SIZE);
        RecordHead.of(frames, 1, time).write(head);
        append(head.flip());
        append(frames);
    }

    private void append(ByteBuffer bytes) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(bytes);
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(FILE_TIME));
    }
}
