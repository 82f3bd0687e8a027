package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the file store's own: its limits, its names, and disks that take nothing. */
class FileStoreTest {
    private static final ChannelName LAB = HistoryStoreContract.LAB;
    private static final long START = 1_800_000_000_000L;

    @TempDir
    private Path folder = Path.of("");
    private Path root = folder;
    private long now = START;

    @BeforeEach
    void place() {
        root = folder.resolve("store");
    }

    @Test
    void whatIsTooOldIsNotGivenAndGoesWithItsSegment() throws IOException {
        Retention keep = new Retention(1000, 1 << 20, Duration.ofMinutes(1));
        List<byte[]> frames = StoreFrames.messages(4, 400);
        try (HistoryStore store = started(0); ChannelHistory lab = HistoryStoreContract.opened(store, LAB, keep)) {
            for (byte[] frame : frames) {
                HistoryStoreContract.append(lab, List.of(frame));
                now += 25_000;
            }
        }
        now -= 25_000;
        try (HistoryStore store = started(0)) {
            HistoryStoreContract.assertFrames(frames.subList(1, 4), HistoryStoreContract.load(store, LAB, keep));
            HistoryStoreContract.assertFrames(frames.subList(1, 4),
                    HistoryStoreContract.load(store, LAB, Retention.ALL));
        }
    }

    @Test
    void aFailedWriteFailsAllLaterOnesUntilItIsOpenedAgain() throws IOException {
        List<byte[]> frames = StoreFrames.messages(3, 500);
        try (HistoryStore store = started(0)) {
            ChannelHistory lab = HistoryStoreContract.opened(store, LAB, Retention.ALL);
            HistoryStoreContract.append(lab, frames.subList(0, 1));
            Path channel = channelFolder(LAB);
            Path aside = channel.resolveSibling("aside");
            Files.move(channel, aside);
            Files.writeString(channel, "in the way");
            assertFails(lab, frames.subList(1, 2));
            Files.delete(channel);
            Files.move(aside, channel);
            assertFails(lab, frames.subList(1, 2));
            lab.close();
            try (ChannelHistory again = HistoryStoreContract.opened(store, LAB, Retention.ALL)) {
                HistoryStoreContract.append(again, frames.subList(1, 3));
            }
            HistoryStoreContract.assertFrames(frames, HistoryStoreContract.load(store, LAB, Retention.ALL));
        }
    }

    @Test
    void theOldestFilesGoForTheDiskLimit() throws IOException {
        long limit = 20_000;
        List<byte[]> frames = StoreFrames.messages(10, 1000);
        try (HistoryStore store = started(limit)) {
            for (int i = 0; i < 4; i++) {
                ChannelName name = new ChannelName("c" + i);
                try (ChannelHistory history = HistoryStoreContract.opened(store, name, Retention.ALL)) {
                    for (byte[] frame : frames) {
                        HistoryStoreContract.append(history, List.of(frame));
                    }
                }
                age(name, i);
            }
            try (ChannelHistory last = HistoryStoreContract.opened(store, new ChannelName("c3"), Retention.ALL)) {
                HistoryStoreContract.append(last, frames);
            }
        }
        long used = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".log")).toList()) {
                used += Files.size(file);
            }
        }
        assertTrue(used <= limit + 12_000, used + " bytes are left of 50000");
        try (HistoryStore store = started(0)) {
            assertEquals(List.of(), HistoryStoreContract.load(store, new ChannelName("c0"), Retention.ALL));
            List<byte[]> newest = HistoryStoreContract.load(store, new ChannelName("c3"), Retention.ALL);
            List<byte[]> all = new ArrayList<>(frames);
            all.addAll(frames);
            HistoryStoreContract.assertFrames(all.subList(all.size() - newest.size(), all.size()), newest);
            assertTrue(newest.size() >= 10, newest.size() + " of the newest");
        }
    }

    @Test
    void namesAreSafe() {
        assertEquals("lab-7_x", FolderName.of(new ChannelName("lab-7_x")));
        assertEquals("%41%2f%2e%2e", FolderName.of(new ChannelName("A/..")));
        assertEquals("%", FolderName.of(new ChannelName("")));
        String longest = FolderName.of(new ChannelName("%".repeat(4000)));
        assertTrue(longest.length() < 200, longest);
    }

    @Test
    void nothingIsThereToRead() {
        HistoryStore reader = new FileStore(root, new HistorySettings("", HistorySync.NONE, 0, true),
                InstantSource.system());
        IOException e = assertThrows(IOException.class, reader::start);
        assertEquals(root + ": no history is stored here", e.getMessage());
        assertTrue(Files.notExists(root));
    }

    private static void assertFails(ChannelHistory history, List<byte[]> frames) {
        Answers answers = new Answers();
        history.append(StoreFrames.buffer(frames), frames.size(), answers);
        assertInstanceOf(IOException.class, answers.awaitFailure());
    }

    private void age(ChannelName name, int seconds) throws IOException {
        for (Path file : Recovery.newestFirst(channelFolder(name))) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(seconds)));
        }
    }

    private Path channelFolder(ChannelName name) {
        return new StoreFolder(root).channels().resolve(FolderName.of(name));
    }

    private HistoryStore started(long limit) throws IOException {
        HistoryStore store = new FileStore(root, new HistorySettings("", HistorySync.NONE, limit, false),
                () -> Instant.ofEpochMilli(now), new SegmentSizes(400, 400));
        store.start();
        return store;
    }
}
