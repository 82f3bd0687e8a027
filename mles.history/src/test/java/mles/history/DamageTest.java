package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not as they were written: no frame comes out that never went in, and somebody hears of it. */
class DamageTest {
    private static final ChannelName LAB = Stores.LAB;

    @TempDir
    private Path folder = Path.of("");
    private Path root = folder;
    private List<byte[]> frames = List.of();

    @BeforeEach
    void threeSegments() throws IOException {
        root = folder.resolve("store");
        frames = StoreFrames.messages(9);
        try (HistoryStore store = started();
                ChannelHistory lab = Stores.opened(store, LAB, Retention.ALL)) {
            for (int i = 0; i < 9; i += 3) {
                Stores.append(lab, frames.subList(i, i + 1));
                Stores.append(lab, frames.subList(i + 1, i + 3));
            }
        }
        assertEquals(3, segments().size());
    }

    @Test
    void anyByteOfAnySegmentFlipped() throws IOException {
        for (Path segment : segments()) {
            byte[] good = Files.readAllBytes(segment);
            for (int i = 0; i < good.length; i++) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) (1 << (i % 8));
                Files.write(segment, bad);
                assertFalse(problems().isEmpty(), "byte " + i + " of " + segment);
                assertRunOrRefused("byte " + i + " of " + segment);
                restore(segment, good);
            }
        }
    }

    @Test
    void anySegmentOfAnyLength() throws IOException {
        for (Path segment : segments()) {
            byte[] good = Files.readAllBytes(segment);
            for (int length = 0; length < good.length; length++) {
                Files.write(segment, Arrays.copyOf(good, length));
                assertRunOrRefused(length + " bytes of " + segment);
                restore(segment, good);
            }
        }
    }

    @Test
    void aTornTailIsCutAndTheChannelGoesOn() throws IOException {
        Path newest = segments().getLast();
        byte[] good = Files.readAllBytes(newest);
        Files.write(newest, Arrays.copyOf(good, good.length - 1));
        List<byte[]> more = List.of(StoreFrames.message("more", 5));
        try (HistoryStore store = started();
                ChannelHistory lab = Stores.opened(store, LAB, Retention.ALL)) {
            Stores.append(lab, more);
        }
        List<byte[]> expected = new ArrayList<>(frames.subList(0, 7));
        expected.addAll(more);
        try (HistoryStore store = started()) {
            Stores.assertFrames(expected, Stores.load(store, LAB, Retention.ALL));
        }
        assertEquals(List.of(), problems());
    }

    @Test
    void whatIsDamagedIsKeptBeside() throws IOException {
        Path newest = segments().getLast();
        byte[] good = Files.readAllBytes(newest);
        byte[] bad = good.clone();
        bad[bad.length - 1] ^= 1;
        Files.write(newest, bad);
        try (HistoryStore store = started()) {
            Stores.assertFrames(frames.subList(0, 7),
                    Stores.load(store, LAB, Retention.ALL));
        }
        int cut = (int) Files.size(newest);
        byte[] kept = Files.readAllBytes(newest.resolveSibling(newest.getFileName() + ".damaged"));
        assertEquals(ByteBuffer.wrap(bad, cut, bad.length - cut), ByteBuffer.wrap(kept));
    }

    @Test
    void anOlderSegmentThatIsDamagedEndsTheRun() throws IOException {
        Path middle = segments().get(1);
        byte[] bad = Files.readAllBytes(middle);
        bad[bad.length - 1] ^= 1;
        Files.write(middle, bad);
        try (HistoryStore store = started()) {
            Stores.assertFrames(frames.subList(6, 9),
                    Stores.load(store, LAB, Retention.ALL));
        }
        assertTrue(Arrays.equals(bad, Files.readAllBytes(middle)), "it stays as it is");
    }

    @Test
    void anotherFormatIsRefusedAndLeftAlone() throws IOException {
        Path newest = segments().getLast();
        byte[] later = Files.readAllBytes(newest);
        later[11] = 3;
        Files.write(newest, later);
        try (HistoryStore store = started(); ChannelHistory lab = store.open(LAB, Retention.ALL)) {
            IOException e = assertThrows(IOException.class, () -> lab.load((frame, time) -> true));
            assertEquals(newest + ": format 3, this program knows format 2", e.getMessage());
        }
        assertTrue(Arrays.equals(later, Files.readAllBytes(newest)));
    }

    @Test
    void anotherStoreFormatIsRefused() throws IOException {
        Files.writeString(root.resolve("format"), "mles history, format 1\n");
        IOException e = assertThrows(IOException.class, this::started);
        assertTrue(String.valueOf(e.getMessage()).contains("format 1"), e.getMessage());
    }

    @Test
    void aFolderOfSomethingElseIsRefused() throws IOException {
        root = folder.resolve("home");
        Files.createDirectories(root);
        Files.writeString(root.resolve("letter"), "dear");
        IOException e = assertThrows(IOException.class, this::started);
        assertEquals(root + ": not empty, and no history is stored here", e.getMessage());
    }

    @Test
    void oneServerAtATime() throws IOException {
        try (HistoryStore store = started()) {
            IOException e = assertThrows(IOException.class, this::started);
            assertEquals(root + ": another server uses it", e.getMessage());
            assertEquals(1, store.channels().count());
        }
        started().close();
    }

    /** What is given is a run of what was stored, or it is refused with the name of the file. */
    private void assertRunOrRefused(String what) throws IOException {
        try (HistoryStore store = started(); ChannelHistory lab = store.open(LAB, Retention.ALL)) {
            List<ByteBuffer> seen = new ArrayList<>();
            lab.load((frame, time) -> seen.add(ByteBuffer.wrap(StoreFrames.bytes(frame))));
            List<ByteBuffer> all = frames.stream().map(ByteBuffer::wrap).toList();
            assertTrue(seen.isEmpty() || Collections.indexOfSubList(all, seen) >= 0, what + ": " + seen.size());
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(".log: "), what + ": " + e.getMessage());
        }
    }

    private List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        try (HistoryStore store = store(true)) {
            store.start();
            store.verify(new HistoryReport() {
                @Override
                public void channel(ChannelName name, long count, long bytes) {
                    assertEquals(LAB, name);
                }

                @Override
                public void problem(String place, String problem) {
                    problems.add(place + ": " + problem);
                }
            });
        }
        return problems;
    }

    private void restore(Path segment, byte[] good) throws IOException {
        try (Stream<Path> files = Files.list(segment.getParent())) {
            for (Path file : files.filter(path -> path.toString().contains(".damaged")).toList()) {
                Files.delete(file);
            }
        }
        Files.write(segment, good);
    }

    private List<Path> segments() throws IOException {
        return Recovery.newestFirst(new StoreFolder(root).channels().resolve(FolderName.of(LAB))).reversed();
    }

    private HistoryStore started() throws IOException {
        HistoryStore store = store(false);
        store.start();
        return store;
    }

    private HistoryStore store(boolean readOnly) {
        return new FileStore(root, new HistorySettings("", HistorySync.NONE, 0, readOnly), InstantSource.system(),
                new SegmentSizes(200, 200));
    }
}
