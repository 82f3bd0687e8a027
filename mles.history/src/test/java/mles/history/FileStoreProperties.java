package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
        List<byte[]> model = new ArrayList<>();
        for (int round = 0; round < 1 + random.nextInt(4); round++) {
            try (HistoryStore store = store(root);
                    ChannelHistory history = store.open(HistoryStoreContract.LAB, keep)) {
                List<byte[]> seen = new ArrayList<>();
                history.load((frame, time) -> seen.add(StoreFrames.bytes(frame)));
                HistoryStoreContract.assertFrames(newest(model, keep), seen);
                for (int step = 0; step < random.nextInt(12); step++) {
                    step(history, model, random);
                }
            }
            if (random.nextBoolean()) {
                tear(root, model, random);
            }
        }
        try (HistoryStore store = store(root)) {
            HistoryStoreContract.assertFrames(newest(model, keep),
                    HistoryStoreContract.load(store, HistoryStoreContract.LAB, keep));
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

    private static void step(ChannelHistory history, List<byte[]> model, Random random) throws IOException {
        if (random.nextInt(15) == 0) {
            history.clear();
            model.clear();
            return;
        }
        List<byte[]> batch = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            batch.add(random.nextInt(4) == 0
                    ? StoreFrames.emptyJoin()
                    : StoreFrames.message("m" + random.nextInt(),
                            random.nextInt(random.nextInt(20) == 0 ? 9_000 : 300)));
        }
        model.addAll(batch);
        HistoryStoreContract.append(history, batch);
    }

    /** A crash: of the newest segment less is there, or it ends in zeros. What is gone is whole records, from the end. */
    private static void tear(Path root, List<byte[]> model, Random random) throws IOException {
        List<Path> segments = Recovery
                .newestFirst(new StoreFolder(root).channels().resolve(FolderName.of(HistoryStoreContract.LAB)));
        if (segments.isEmpty()) {
            return;
        }
        Path newest = segments.getFirst();
        byte[] whole = Files.readAllBytes(newest);
        int left = random.nextInt(whole.length + 1);
        byte[] torn = Arrays.copyOf(whole, left);
        Files.write(newest, random.nextInt(3) == 0 ? Arrays.copyOf(torn, left + random.nextInt(100)) : torn);
        int there = -framesFrom(newest, whole, left);
        for (Path segment : segments) {
            there += framesFrom(segment, segment.equals(newest) ? whole : Files.readAllBytes(segment), 0);
        }
        model.subList(model.size() - framesFrom(newest, whole, left), model.size()).clear();
        // What was given up before, for what is torn now, does not come back.
        model.subList(0, model.size() - there).clear();
    }

    /** {@return how many frames are in records that end behind {@code cut}} */
    private static int framesFrom(Path file, byte[] segment, int cut) {
        ByteBuffer all = ByteBuffer.wrap(segment);
        SegmentHeader header = new SegmentHeader(HistoryStoreContract.LAB,
                Segment.firstFrame(file.getFileName().toString()));
        int lost = 0;
        for (int at = header.encode().limit(); at < segment.length;) {
            RecordHead head = RecordHead.read(all, at);
            at += RecordHead.SIZE + head.bytes();
            if (at > cut) {
                lost += head.frames();
            }
        }
        return lost;
    }

    private static List<byte[]> newest(List<byte[]> all, Retention keep) {
        int from = all.size();
        long messages = 0;
        long bytes = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            byte[] frame = all.get(i);
            messages += Retention.isMessage(ByteBuffer.wrap(frame), 0, frame.length) ? 1 : 0;
            bytes += frame.length;
            if (keep.isExceeded(messages, bytes)) {
                break;
            }
            from = i;
        }
        return all.subList(from, all.size());
    }
}
