package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Position;
import mles.server.spi.Retention;
import mles.server.spi.StoredPositions;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions over segments that are begun, given up and compacted. */
class PositionsTest {
    private static final Position FIRST = new Position(1, 0);
    private static final Position SECOND = new Position(2, 4);

    @TempDir
    private Path root = Path.of("");

    @Test
    void messagesWithoutABeginFollowTheNewestOne() throws IOException {
        append(Retention.ALL, FIRST, StoreFrames.messages(4));
        append(Retention.ALL, null, StoreFrames.messages(2));
        assertEquals(new StoredPositions(List.of(FIRST), 6), positions());
        assertEquals(1, segments());
    }

    @Test
    void oldSegmentsOfShortLivesAreGivenUp() throws IOException {
        Retention two = new Retention(2, Long.MAX_VALUE, Duration.ZERO);
        for (int i = 0; i < 9; i++) {
            append(two, new Position(1 + i, i), StoreFrames.messages(1));
        }
        assertEquals(new StoredPositions(
                List.of(new Position(6, 5), new Position(7, 6), new Position(8, 7), new Position(9, 8)), 9),
                positions());
    }

    @Test
    void aLifeThatIsKilledAtItsFirstMessageIsFollowedByAnother() throws IOException {
        for (List<byte[]> before : List.of(List.<byte[]>of(), StoreFrames.messages(4))) {
            append(Retention.ALL, FIRST, before);
            long stored = positions().newest();
            append(Retention.ALL, new Position(2, stored), StoreFrames.messages(1));
            cutToHeader();
            append(Retention.ALL, new Position(3, stored), StoreFrames.messages(2));
            Position third = new Position(3, stored);
            assertEquals(new StoredPositions(stored == 0 ? List.of(third) : List.of(FIRST, third), stored + 2),
                    positions());
            clear();
        }
    }

    @Test
    void compactionForgetsOlderEpochsOnly() throws IOException {
        Retention few = new Retention(4, Long.MAX_VALUE, Duration.ZERO);
        append(few, FIRST, StoreFrames.messages(4));
        append(few, SECOND, StoreFrames.messages(1));
        for (int i = 0; i < 40; i++) {
            append(few, null, List.of(StoreFrames.emptyJoin()));
        }
        assertEquals(1, segments());
        assertEquals(new StoredPositions(List.of(new Position(SECOND.epoch(), 0)), 5), positions());
    }

    @Test
    void segmentsWithAJumpAreNotCompacted() throws IOException {
        Retention few = new Retention(4, Long.MAX_VALUE, Duration.ZERO);
        append(few, FIRST, StoreFrames.messages(3));
        append(few, SECOND, StoreFrames.messages(1));
        for (int i = 0; i < 40; i++) {
            append(few, null, List.of(StoreFrames.emptyJoin()));
        }
        assertEquals(new StoredPositions(List.of(FIRST, SECOND), 5), positions());
    }

    private void append(Retention keep, @Nullable Position before, List<byte[]> frames) throws IOException {
        try (HistoryStore store = started(); ChannelHistory lab = Stores.opened(store, Stores.LAB, keep)) {
            if (before != null) {
                lab.begin(before);
            }
            Stores.append(lab, frames);
        }
    }

    private StoredPositions positions() throws IOException {
        try (HistoryStore store = started(); ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            return lab.positions();
        }
    }

    private void clear() throws IOException {
        try (HistoryStore store = started(); ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            lab.clear();
        }
    }

    /** Leaves of the newest segment what a process has written that is killed before its first record. */
    private void cutToHeader() throws IOException {
        Path newest = Recovery.newestFirst(folder()).getFirst();
        try (FileChannel file = FileChannel.open(newest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.truncate(SegmentHeader.read(file, newest).encode().limit());
        }
    }

    private int segments() throws IOException {
        return Recovery.newestFirst(folder()).size();
    }

    private Path folder() {
        return new StoreFolder(root).channels().resolve(FolderName.of(Stores.LAB));
    }

    private HistoryStore started() throws IOException {
        HistoryStore store = new FileStore(root, new HistorySettings("", HistorySync.NONE, 0, false),
                InstantSource.system(), new SegmentSizes(2000, 2000));
        store.start();
        return store;
    }
}
