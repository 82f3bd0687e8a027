package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreAnswer;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the file store's own: its limits, its names, and disks that take nothing. */
class FileStoreTest {
    private static final ChannelName LAB = Stores.LAB;
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
        try (HistoryStore store = started(0); ChannelHistory lab = Stores.opened(store, LAB, keep)) {
            for (byte[] frame : frames) {
                Stores.append(lab, List.of(frame));
                now += 25_000;
            }
        }
        now -= 25_000;
        try (HistoryStore store = started(0)) {
            Stores.assertFrames(frames.subList(1, 4), Stores.load(store, LAB, keep));
            Stores.assertFrames(frames.subList(1, 4),
                    Stores.load(store, LAB, Retention.ALL));
        }
    }

    @Test
    void whatIsTooOldGoesThoughNobodyOpensItsChannel() throws IOException {
        try (HistoryStore store = started(0)) {
            for (String name : List.of("short", "long")) {
                try (ChannelHistory history = Stores.opened(store, new ChannelName(name),
                        Retention.ALL)) {
                    Stores.append(history, StoreFrames.messages(4, 400));
                }
            }
        }
        now = START + Duration.ofHours(1).toMillis();
        HistorySettings settings = new HistorySettings("", HistorySync.NONE, 0,
                name -> Duration.ofMinutes(name.text().equals("short") ? 59 : 61), false);
        try (HistoryStore store = started(settings)) {
            await(() -> Files.notExists(channelFolder(new ChannelName("short"))));
            assertEquals(List.of("long"), store.channels().map(ChannelName::text).toList());
        }
    }

    @Test
    void theTimeInTheRecordsCountsNotThatOfTheFile() throws IOException {
        ChannelName fresh = new ChannelName("fresh");
        ChannelName old = new ChannelName("old");
        try (HistoryStore store = started(0)) {
            for (ChannelName name : List.of(old, fresh)) {
                try (ChannelHistory history = Stores.opened(store, name, Retention.ALL)) {
                    Stores.append(history, StoreFrames.messages(4, 400));
                }
                now += Duration.ofDays(1).toMillis();
            }
        }
        touch(fresh, START - Duration.ofDays(2).toMillis());
        touch(old, START + Duration.ofDays(3650).toMillis());
        HistorySettings settings = new HistorySettings("", HistorySync.NONE, 0, name -> Duration.ofHours(30), false);
        try (HistoryStore store = started(settings)) {
            await(() -> Files.notExists(channelFolder(old)));
            Stores.assertFrames(StoreFrames.messages(4, 400), Stores.load(store, fresh, Retention.ALL));
        }
    }

    @Test
    void aChannelWhoseNameCannotBeReadKeepsNoOtherFromGoing() throws IOException {
        ChannelName nameless = new ChannelName("a".repeat(300));
        ChannelName old = new ChannelName("b");
        try (HistoryStore store = started(0)) {
            for (ChannelName name : List.of(nameless, old)) {
                try (ChannelHistory history = Stores.opened(store, name, Retention.ALL)) {
                    Stores.append(history, StoreFrames.messages(1, 400));
                }
            }
        }
        Path damaged = Recovery.newestFirst(channelFolder(nameless)).getFirst();
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[40] ^= 1;
        Files.write(damaged, bytes);
        try (HistoryStore store = started(0); Stream<ChannelName> names = store.channels()) {
            Iterator<ChannelName> each = names.iterator();
            assertEquals(old, each.next());
            UncheckedIOException e = assertThrows(UncheckedIOException.class, each::next);
            assertTrue(String.valueOf(e.getMessage()).endsWith(damaged + ": its header is damaged"), e.getMessage());
        }
        now += Duration.ofHours(1).toMillis();
        HistorySettings settings = new HistorySettings("", HistorySync.NONE, 0, name -> Duration.ofMinutes(1), false);
        try (HistoryStore store = started(settings)) {
            await(() -> Files.notExists(channelFolder(old)));
            assertTrue(Files.exists(damaged));
            assertEquals(List.of(), Stores.load(store, old, Retention.ALL));
        }
    }

    @Test
    void emptyJoinsDoNotFillTheDisk() throws IOException {
        Retention keep = new Retention(3, 1 << 20, Duration.ZERO);
        List<byte[]> messages = StoreFrames.messages(2, 20);
        List<byte[]> joins = Collections.nCopies(1000, StoreFrames.emptyJoin());
        try (HistoryStore store = started(0); ChannelHistory lab = Stores.opened(store, LAB, keep)) {
            Stores.append(lab, messages);
            for (byte[] join : joins) {
                Stores.append(lab, List.of(join));
            }
            assertTrue(size() < 2_000, size() + " bytes of " + joins.size() + " joins");
        }
        try (HistoryStore store = started(0)) {
            List<byte[]> seen = Stores.load(store, LAB, keep);
            assertTrue(seen.size() >= 5, seen.size() + " frames");
            List<byte[]> expected = new ArrayList<>(messages);
            expected.addAll(joins.subList(0, seen.size() - 2));
            Stores.assertFrames(expected, seen);
        }
    }

    @Test
    void aFailedWriteFailsAllLaterOnesUntilItIsOpenedAgain() throws IOException {
        List<byte[]> frames = StoreFrames.messages(3, 500);
        try (HistoryStore store = started(0)) {
            ChannelHistory lab = Stores.opened(store, LAB, Retention.ALL);
            Stores.append(lab, frames.subList(0, 1));
            Path channel = channelFolder(LAB);
            Path aside = channel.resolveSibling("aside");
            Files.move(channel, aside);
            Files.writeString(channel, "in the way");
            assertFails(lab, frames.subList(1, 2));
            Files.delete(channel);
            Files.move(aside, channel);
            assertFails(lab, frames.subList(1, 2));
            lab.close();
            try (ChannelHistory again = Stores.opened(store, LAB, Retention.ALL)) {
                Stores.append(again, frames.subList(1, 3));
            }
            Stores.assertFrames(frames, Stores.load(store, LAB, Retention.ALL));
        }
    }

    @Test
    void theOldestFilesGoForTheDiskLimit() throws IOException {
        long limit = 20_000;
        List<byte[]> frames = StoreFrames.messages(10, 1000);
        try (HistoryStore store = started(limit)) {
            for (int i = 0; i < 4; i++) {
                ChannelName name = new ChannelName("c" + i);
                try (ChannelHistory history = Stores.opened(store, name, Retention.ALL)) {
                    for (byte[] frame : frames) {
                        Stores.append(history, List.of(frame));
                    }
                }
                touch(name, START - i);
                now += 1000;
            }
            try (ChannelHistory last = Stores.opened(store, new ChannelName("c3"), Retention.ALL)) {
                Stores.append(last, frames);
            }
        }
        long used = size();
        assertTrue(used <= limit + 12_000, used + " bytes are left of 50000");
        try (HistoryStore store = started(0)) {
            assertEquals(List.of(), Stores.load(store, new ChannelName("c0"), Retention.ALL));
            List<byte[]> newest = Stores.load(store, new ChannelName("c3"), Retention.ALL);
            List<byte[]> all = new ArrayList<>(frames);
            all.addAll(frames);
            Stores.assertFrames(all.subList(all.size() - newest.size(), all.size()), newest);
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
        StoreAnswer answers = new StoreAnswer();
        history.append(StoreFrames.buffer(frames), frames.size(), answers);
        assertInstanceOf(IOException.class, answers.awaitFailure());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in 30 s");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** {@return the bytes of all segments} */
    private long size() throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".log")).toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    private void touch(ChannelName name, long millis) throws IOException {
        for (Path file : Recovery.newestFirst(channelFolder(name))) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
        }
    }

    private Path channelFolder(ChannelName name) {
        return new StoreFolder(root).channels().resolve(FolderName.of(name));
    }

    private HistoryStore started(long limit) throws IOException {
        return started(new HistorySettings("", HistorySync.NONE, limit, false));
    }

    private HistoryStore started(HistorySettings settings) throws IOException {
        HistoryStore store = new FileStore(root, settings, () -> Instant.ofEpochMilli(now), new SegmentSizes(400, 400));
        store.start();
        return store;
    }

    @Test
    void aFileThatCannotBeReadKeepsNoOtherFromGoing() throws IOException {
        ChannelName torn = new ChannelName("a");
        ChannelName old = new ChannelName("b");
        try (HistoryStore store = started(0)) {
            for (ChannelName name : List.of(torn, old)) {
                try (ChannelHistory history = Stores.opened(store, name, Retention.ALL)) {
                    Stores.append(history, StoreFrames.messages(4, 400));
                }
            }
        }
        try (Stream<Path> files = Files.list(channelFolder(torn))) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[3]);
            }
        }
        now = START + Duration.ofHours(1).toMillis();
        HistorySettings settings = new HistorySettings("", HistorySync.NONE, 0, name -> Duration.ofMinutes(1), false);
        try (HistoryStore store = started(settings)) {
            await(() -> Files.notExists(channelFolder(old)));
            assertEquals(List.of(torn), store.channels().toList());
        }
    }
}
