package mles.history;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import org.jspecify.annotations.Nullable;

/** Whatever is appended, cleared, opened again and torn off: what is given is the newest of what a plain list has. */
class FileStoreProperties {
    private @Nullable Path place;

    @Property(tries = 1000)
    void givesWhatAListHas(@ForAll long seed, @ForAll("retentions") Retention keep) throws IOException {
        Path root = Files.createTempDirectory("mles-history");
        place = root;
        Random random = new Random(seed);
        int joinsOfTen = random.nextInt(10);
        List<byte[]> model = new ArrayList<>();
        for (int round = 0; round < 1 + random.nextInt(4); round++) {
            try (HistoryStore store = store(root);
                    ChannelHistory history = store.open(Stores.LAB, keep)) {
                List<byte[]> seen = new ArrayList<>();
                history.load((frame, time) -> seen.add(StoreFrames.bytes(frame)));
                assertNewest(model, keep, seen);
                for (int step = 0; step < random.nextInt(25); step++) {
                    step(history, model, joinsOfTen, random);
                }
            }
            if (random.nextBoolean()) {
                model = torn(root, model, random);
            }
        }
        try (HistoryStore store = store(root)) {
            assertNewest(model, keep, Stores.load(store, Stores.LAB, keep));
        }
    }

    @AfterTry
    void delete() throws IOException {
        if (place != null) {
            TestFolders.delete(place);
        }
    }

    @Provide
    Arbitrary<Retention> retentions() {
        return Combinators.combine(Arbitraries.of(1, 3, 20, 100_000), Arbitraries.of(100L, 3_000L, 1L << 30))
                .as((frames, bytes) -> new Retention(frames, bytes, Duration.ZERO));
    }

    private static HistoryStore store(Path root) throws IOException {
        HistoryStore store = new FileStore(root, new HistorySettings("", HistorySync.NONE, 0, false),
                InstantSource.system(), new SegmentSizes(500, 4_000));
        store.start();
        return store;
    }

    private static void step(ChannelHistory history, List<byte[]> model, int joinsOfTen, Random random)
            throws IOException {
        if (random.nextInt(15) == 0) {
            history.clear();
            model.clear();
            return;
        }
        List<byte[]> batch = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            batch.add(random.nextInt(10) < joinsOfTen
                    ? StoreFrames.emptyJoin()
                    : StoreFrames.message("m" + random.nextInt(),
                            random.nextInt(random.nextInt(20) == 0 ? 9_000 : 300)));
        }
        model.addAll(batch);
        Stores.append(history, batch);
    }

    /**
     * A crash: of the newest segment less is there, or it ends in zeros. What is gone is whole records, from the end.
     *
     * @return what is left; what was given up before, for what is torn now, does not come back
     */
    private static List<byte[]> torn(Path root, List<byte[]> model, Random random) throws IOException {
        List<byte[]> stored;
        try (HistoryStore store = store(root)) {
            stored = Stores.load(store, Stores.LAB, Retention.ALL);
        }
        assertMessagesAndNewestJoins(model, stored);
        List<Path> segments = Recovery
                .newestFirst(new StoreFolder(root).channels().resolve(FolderName.of(Stores.LAB)));
        if (segments.isEmpty()) {
            return stored;
        }
        Path newest = segments.getFirst();
        byte[] whole = Files.readAllBytes(newest);
        // A compaction is safe before it takes the place of others.
        int least = isCompacted(newest) ? header(newest).encode().limit() : 0;
        int left = least + random.nextInt(whole.length + 1 - least);
        byte[] torn = Arrays.copyOf(whole, left);
        int lost = framesFrom(newest, whole, left);
        Files.write(newest, random.nextInt(3) == 0 ? Arrays.copyOf(torn, left + random.nextInt(100)) : torn);
        return new ArrayList<>(stored.subList(0, stored.size() - lost));
    }

    /** {@return how many frames are in records that end behind {@code cut}} */
    private static int framesFrom(Path file, byte[] segment, int cut) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(segment);
        int lost = 0;
        for (int at = header(file).encode().limit(); at < segment.length;) {
            RecordHead head = RecordHead.read(all, at);
            at += RecordHead.SIZE + head.bytes();
            if (at > cut) {
                lost += head.frames();
            }
        }
        return lost;
    }

    private static SegmentHeader header(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            return SegmentHeader.read(in, file);
        }
    }

    private static boolean isCompacted(Path file) throws IOException {
        return header(file).leftOut() > 0;
    }

    /** All that is within the retention was given, and no more, but for the oldest empty joins where they were many. */
    private static void assertNewest(List<byte[]> model, Retention keep, List<byte[]> seen) {
        assertMessagesAndNewestJoins(model, seen);
        List<byte[]> due = newest(model, keep);
        long bytes = seen.stream().mapToLong(frame -> frame.length).sum();
        assertFalse(keep.isExceeded(messages(seen), bytes), "more than is kept");
        assertTrue(messages(seen) >= messages(due), "messages");
        assertTrue(seen.size() - messages(seen) >= Math.min(keep.maxFrames(), due.size() - messages(due)), "joins");
    }

    /** What was seen is the end of what the model has, but for the oldest empty joins of it. */
    private static void assertMessagesAndNewestJoins(List<byte[]> model, List<byte[]> seen) {
        long messages = messages(seen);
        long joins = seen.size() - messages;
        List<byte[]> expected = new ArrayList<>();
        for (int i = model.size() - 1; i >= 0; i--) {
            boolean message = isMessage(model.get(i));
            if (message && messages-- == 0) {
                break;
            }
            if (message || joins-- > 0) {
                expected.add(model.get(i));
            }
        }
        Stores.assertFrames(expected.reversed(), seen);
    }

    private static long messages(List<byte[]> frames) {
        return frames.stream().filter(FileStoreProperties::isMessage).count();
    }

    private static boolean isMessage(byte[] frame) {
        return Retention.isMessage(ByteBuffer.wrap(frame), 0, frame.length);
    }

    private static List<byte[]> newest(List<byte[]> all, Retention keep) {
        int from = all.size();
        long messages = 0;
        long bytes = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            byte[] frame = all.get(i);
            messages += isMessage(frame) ? 1 : 0;
            bytes += frame.length;
            if (keep.isExceeded(messages, bytes)) {
                break;
            }
            from = i;
        }
        return all.subList(from, all.size());
    }
}
