package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three segments become one, without their two oldest empty joins, at whatever moment that ends. */
class CompactionTest {
    @TempDir
    private Path root = Path.of("");
    private Path channel = root;
    private final List<byte[]> expected = new ArrayList<>();
    private final Map<Path, byte[]> before = new LinkedHashMap<>();

    @BeforeEach
    void threeSegments() throws IOException {
        channel = new StoreFolder(root).channels().resolve(FolderName.of(Stores.LAB));
        List<byte[]> messages = StoreFrames.messages(3, 300);
        try (HistoryStore store = started();
                ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            for (byte[] message : messages) {
                Stores.append(lab, List.of(StoreFrames.emptyJoin(), message));
            }
        }
        for (Path segment : segments()) {
            before.put(segment, Files.readAllBytes(segment));
        }
        assertEquals(3, before.size());
        expected.addAll(messages.subList(0, 2));
        expected.add(StoreFrames.emptyJoin());
        expected.add(messages.getLast());
    }

    @Test
    void isOneSegmentThatGoesOn() throws IOException {
        compact();
        assertEquals(1, segments().size());
        assertStored();
        byte[] more = StoreFrames.message("more", 300);
        try (HistoryStore store = started();
                ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, List.of(more));
        }
        expected.add(more);
        assertStored();
    }

    @Test
    void endsBeforeItTakesAPlace() throws IOException {
        Path unfinished = Files.writeString(Compaction.unfinished(channel), "half of it");
        try (HistoryStore store = started()) {
            assertEquals(6, Stores.load(store, Stores.LAB, Retention.ALL).size());
        }
        assertFalse(Files.exists(unfinished));
    }

    @Test
    void endsBeforeTheOthersAreGone() throws IOException {
        compact();
        List<Path> others = before.keySet().stream().skip(1).toList();
        for (int gone = 0; gone <= others.size(); gone++) {
            for (Path other : others.subList(gone, others.size())) {
                Files.write(other, before.getOrDefault(other, new byte[0]));
            }
            assertStored();
            assertEquals(1, segments().size(), "they are gone now");
        }
    }

    @Test
    void whatCannotBeReadStaysAsItIs() throws IOException {
        Path middle = before.keySet().stream().skip(1).findFirst().orElseThrow();
        Deque<Segment> run = recovered();
        byte[] bad = before.getOrDefault(middle, new byte[0]).clone();
        bad[bad.length - 1] ^= 1;
        Files.write(middle, bad);
        assertThrows(IOException.class, () -> Compaction.run(channel, run, 2));
        assertEquals(List.copyOf(before.keySet()), segments());
        assertTrue(Arrays.equals(bad, Files.readAllBytes(middle)));
        assertFalse(Files.exists(Compaction.unfinished(channel)));
    }

    private void compact() throws IOException {
        Segment compacted = Compaction.run(channel, recovered(), 2);
        assertEquals(Files.size(compacted.file()), compacted.end());
        assertEquals(6, compacted.nextFrame());
    }

    private Deque<Segment> recovered() throws IOException {
        return new Recovery(Stores.LAB, channel, true, (file, what) -> {
        }).run();
    }

    private void assertStored() throws IOException {
        try (HistoryStore store = started()) {
            Stores.assertFrames(expected,
                    Stores.load(store, Stores.LAB, Retention.ALL));
        }
    }

    private List<Path> segments() throws IOException {
        return Recovery.newestFirst(channel).reversed();
    }

    private HistoryStore started() throws IOException {
        HistoryStore store = new FileStore(root, new HistorySettings("", HistorySync.NONE, 0, false),
                InstantSource.system(), new SegmentSizes(300, 300));
        store.start();
        return store;
    }
}
