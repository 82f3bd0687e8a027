package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link HistoryStore} has to do. A store's own test extends this; it says how to make one and where what is
 * stored stays between two of them.
 */
abstract class HistoryStoreContract {
    static final ChannelName LAB = new ChannelName("lab");

    private final List<HistoryStore> stores = new ArrayList<>();

    /** {@return a store, not started, on the same place within one test, on an empty one at its beginning} */
    abstract HistoryStore create(HistorySettings settings);

    @AfterEach
    void closeAll() throws IOException {
        for (HistoryStore store : stores) {
            store.close();
        }
    }

    @Test
    void nothingIsStoredAtFirst() throws IOException {
        HistoryStore store = started(HistorySync.ALWAYS);
        assertEquals(List.of(), load(store, LAB, Retention.ALL));
        assertEquals(List.of(), names(store));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "interval", "always"})
    void whatIsStoredIsThereForTheNextServer(String sync) throws IOException {
        List<byte[]> frames = StoreFrames.messages(20);
        try (HistoryStore store = started(sync(sync)); ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames.subList(0, 1));
            append(lab, frames.subList(1, 15));
            append(lab, frames.subList(15, 20));
        }
        try (HistoryStore store = started(sync(sync))) {
            assertFrames(frames, load(store, LAB, Retention.ALL));
            assertEquals(List.of(LAB), names(store));
        }
    }

    @Test
    void appendingGoesOnBehindWhatIsStored() throws IOException {
        List<byte[]> frames = StoreFrames.messages(9);
        for (int i = 0; i < 3; i++) {
            try (HistoryStore store = started(HistorySync.NONE);
                    ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
                append(lab, frames.subList(3 * i, 3 * i + 3));
            }
        }
        assertFrames(frames, load(started(HistorySync.NONE), LAB, Retention.ALL));
    }

    @Test
    void aChannelMayBeClosedAndOpenedAgain() throws IOException {
        List<byte[]> frames = StoreFrames.messages(4);
        HistoryStore store = started(HistorySync.NONE);
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames.subList(0, 2));
        }
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames.subList(2, 4));
        }
        assertFrames(frames, load(store, LAB, Retention.ALL));
    }

    @Test
    void answersComeOnceEachAndInOrder() throws IOException {
        HistoryStore store = started(HistorySync.ALWAYS);
        List<Integer> answers = new ArrayList<>();
        Answers last = new Answers();
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            for (int i = 0; i < 100; i++) {
                int number = i;
                lab.append(StoreFrames.buffer(StoreFrames.messages(1)), 1, new Answers() {
                    @Override
                    public void stored() {
                        answers.add(number);
                    }
                });
            }
            lab.append(StoreFrames.buffer(StoreFrames.messages(1)), 1, last);
            last.await();
        }
        assertEquals(Stream.iterate(0, i -> i + 1).limit(100).toList(), answers);
    }

    @Test
    void channelsAreApart() throws IOException {
        List<byte[]> frames = StoreFrames.messages(3);
        List<ChannelName> names = Stream
                .of("", ".", "..", "a/b", "A", "a", "%", "%41", "~", "nul", "\u0000", "ä", "a b",
                        "x".repeat(4000), "x".repeat(3999) + "y", "\uD83D\uDC1F")
                .map(ChannelName::new).toList();
        try (HistoryStore store = started(HistorySync.NONE)) {
            for (int i = 0; i < names.size(); i++) {
                try (ChannelHistory history = opened(store, names.get(i), Retention.ALL)) {
                    append(history, frames.subList(0, 1 + i % 3));
                }
            }
        }
        HistoryStore store = started(HistorySync.NONE);
        for (int i = 0; i < names.size(); i++) {
            assertFrames(frames.subList(0, 1 + i % 3), load(store, names.get(i), Retention.ALL));
        }
        assertEquals(names.stream().map(ChannelName::text).sorted().toList(),
                names(store).stream().map(ChannelName::text).sorted().toList());
    }

    @Test
    void onlyTheNewestMessagesAreGiven() throws IOException {
        List<byte[]> frames = StoreFrames.messages(10);
        HistoryStore store = started(HistorySync.NONE);
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames);
        }
        assertFrames(frames.subList(7, 10), load(store, LAB, new Retention(3, Long.MAX_VALUE, Duration.ZERO)));
        assertFrames(List.of(), load(store, LAB, new Retention(0, Long.MAX_VALUE, Duration.ZERO)));
        int two = frames.get(8).length + frames.get(9).length;
        assertFrames(frames.subList(8, 10), load(store, LAB, new Retention(100, two, Duration.ZERO)));
    }

    @Test
    void emptyJoinsPushOutNoMessage() throws IOException {
        List<byte[]> frames = new ArrayList<>(StoreFrames.messages(3));
        HistoryStore store = started(HistorySync.NONE);
        for (int i = 0; i < 3; i++) {
            frames.add(StoreFrames.emptyJoin());
        }
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames);
        }
        assertFrames(frames.subList(1, 6), load(store, LAB, new Retention(2, Long.MAX_VALUE, Duration.ZERO)));
    }

    @Test
    void loadEndsWhenTheSinkHasEnough() throws IOException {
        List<byte[]> frames = StoreFrames.messages(5);
        HistoryStore store = started(HistorySync.NONE);
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames.subList(0, 4));
        }
        List<byte[]> seen = new ArrayList<>();
        try (ChannelHistory lab = store.open(LAB, Retention.ALL)) {
            lab.load((frame, time) -> {
                seen.add(StoreFrames.bytes(frame));
                return seen.size() < 2;
            });
            append(lab, frames.subList(4, 5));
        }
        assertFrames(frames.subList(0, 2), seen);
        assertFrames(frames, load(store, LAB, Retention.ALL));
    }

    @Test
    void framesCarryTheTimeAtWhichTheyWereStored() throws IOException {
        HistoryStore store = started(HistorySync.NONE);
        long before = System.currentTimeMillis();
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, StoreFrames.messages(1));
        }
        long after = System.currentTimeMillis();
        try (ChannelHistory lab = store.open(LAB, Retention.ALL)) {
            lab.load((frame, time) -> {
                assertTrue(before <= time && time <= after, before + " " + time + " " + after);
                return true;
            });
        }
    }

    @Test
    void clearForgetsAllOfOneChannel() throws IOException {
        ChannelName other = new ChannelName("other");
        List<byte[]> frames = StoreFrames.messages(3);
        try (HistoryStore store = started(HistorySync.NONE);
                ChannelHistory lab = opened(store, LAB, Retention.ALL);
                ChannelHistory stays = opened(store, other, Retention.ALL)) {
            append(stays, frames);
            append(lab, frames.subList(0, 2));
            lab.clear();
            append(lab, frames.subList(2, 3));
        }
        HistoryStore store = started(HistorySync.NONE);
        assertFrames(frames.subList(2, 3), load(store, LAB, Retention.ALL));
        assertFrames(frames, load(store, other, Retention.ALL));
    }

    @Test
    void theLargestFrame() throws IOException {
        List<byte[]> frames = List.of(StoreFrames.message("big", 16_777_100), StoreFrames.message("small", 10));
        try (HistoryStore store = started(HistorySync.NONE); ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames.subList(0, 1));
            append(lab, frames.subList(1, 2));
        }
        assertFrames(frames, load(started(HistorySync.NONE), LAB, Retention.ALL));
    }

    @Test
    void whatIsKeptIsBounded() throws IOException {
        Retention keep = new Retention(10, 1 << 20, Duration.ZERO);
        HistoryStore store = started(HistorySync.NONE);
        List<byte[]> frames = StoreFrames.messages(10, 100_000);
        try (ChannelHistory lab = opened(store, LAB, keep)) {
            for (int i = 0; i < 20; i++) {
                append(lab, frames);
            }
        }
        assertFrames(frames, load(store, LAB, keep));
        long all = load(store, LAB, Retention.ALL).stream().mapToLong(frame -> frame.length).sum();
        assertTrue(all < 8 << 20, all + " of 20 MB are left");
    }

    @Test
    void verifyFindsNothingWrong() throws IOException {
        HistoryStore store = started(HistorySync.NONE);
        List<byte[]> frames = StoreFrames.messages(3);
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames);
        }
        List<String> told = new ArrayList<>();
        store.verify(new HistoryReport() {
            @Override
            public void channel(ChannelName name, long count, long bytes) {
                told.add(name + " " + count + " " + bytes);
            }

            @Override
            public void problem(String place, String what) {
                told.add(place + " " + what);
            }
        });
        assertEquals(List.of("lab 3 " + StoreFrames.buffer(frames).remaining()), told);
    }

    @Test
    void aReaderSeesWhatAServerHasStored() throws IOException {
        List<byte[]> frames = StoreFrames.messages(3);
        HistoryStore store = started(HistorySync.NONE);
        HistoryStore reader = create(new HistorySettings("", HistorySync.NONE, 0, true));
        stores.add(reader);
        try (ChannelHistory lab = opened(store, LAB, Retention.ALL)) {
            append(lab, frames);
            reader.start();
            assertFrames(frames, load(reader, LAB, Retention.ALL));
            assertEquals(List.of(LAB), names(reader));
        }
    }

    @Test
    void closingTwiceIsFine() throws IOException {
        HistoryStore store = started(HistorySync.NONE);
        ChannelHistory lab = opened(store, LAB, Retention.ALL);
        lab.close();
        lab.close();
        store.close();
        store.close();
    }

    @Test
    void nothingIsAppendedBeforeItIsLoaded() throws IOException {
        HistoryStore store = started(HistorySync.NONE);
        try (ChannelHistory lab = store.open(LAB, Retention.ALL)) {
            assertThrows(IllegalStateException.class, () -> append(lab, StoreFrames.messages(1)));
        }
    }

    HistoryStore started(HistorySync sync) throws IOException {
        HistoryStore store = create(new HistorySettings("", sync, 0, false));
        stores.add(store);
        store.start();
        return store;
    }

    static HistorySync sync(String mode) {
        return switch (mode) {
            case "none" -> HistorySync.NONE;
            case "always" -> HistorySync.ALWAYS;
            default -> HistorySync.every(Duration.ofMillis(1));
        };
    }

    /** {@return a channel to append to} */
    static ChannelHistory opened(HistoryStore store, ChannelName name, Retention keep) throws IOException {
        ChannelHistory history = store.open(name, keep);
        history.load((frame, time) -> true);
        return history;
    }

    static void append(ChannelHistory history, List<byte[]> frames) {
        Answers answers = new Answers();
        ByteBuffer all = StoreFrames.buffer(frames);
        history.append(all, frames.size(), answers);
        answers.await();
    }

    static List<byte[]> load(HistoryStore store, ChannelName name, Retention keep) throws IOException {
        List<byte[]> seen = new ArrayList<>();
        try (ChannelHistory history = store.open(name, keep)) {
            history.load((frame, time) -> seen.add(StoreFrames.bytes(frame)));
        }
        return seen;
    }

    static void assertFrames(List<byte[]> expected, List<byte[]> seen) {
        assertEquals(expected.stream().map(ByteBuffer::wrap).toList(), seen.stream().map(ByteBuffer::wrap).toList());
    }

    private static List<ChannelName> names(HistoryStore store) throws IOException {
        try (Stream<ChannelName> names = store.channels()) {
            return names.toList();
        }
    }
}
