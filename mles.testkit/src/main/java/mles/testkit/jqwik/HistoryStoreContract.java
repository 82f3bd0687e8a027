package mles.testkit.jqwik;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
 * Contract of every {@link HistoryStore}. A store's own test extends this: it makes the store, and names the place that
 * keeps the frames from one instance to the next.
 */
@SuppressWarnings("exports")
public abstract class HistoryStoreContract {
    private final List<HistoryStore> stores = new ArrayList<>();

    /** Creates a suite. */
    protected HistoryStoreContract() {
    }

    /** {@return a store, not started, on the same place within one test, on an empty one at its beginning} */
    protected abstract HistoryStore create(HistorySettings settings);

    /** Closes what the test has opened. */
    @AfterEach
    public void closeAll() throws IOException {
        for (HistoryStore store : stores) {
            store.close();
        }
    }

    /** Nothing is stored at first. */
    @Test
    public void nothingIsStoredAtFirst() throws IOException {
        HistoryStore store = started(HistorySync.ALWAYS);
        assertEquals(List.of(), Stores.load(store, Stores.LAB, Retention.ALL));
        assertEquals(List.of(), names(store));
    }

    /** Stored frames are there for the next server. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "interval", "always"})
    public void whatIsStoredIsThereForTheNextServer(String sync) throws IOException {
        List<byte[]> frames = StoreFrames.messages(20);
        try (HistoryStore store = started(Stores.sync(sync));
                ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames.subList(0, 1));
            Stores.append(lab, frames.subList(1, 15));
            Stores.append(lab, frames.subList(15, 20));
        }
        try (HistoryStore store = started(Stores.sync(sync))) {
            Stores.assertFrames(frames, Stores.load(store, Stores.LAB, Retention.ALL));
            assertEquals(List.of(Stores.LAB), names(store));
        }
    }

    /** Appending goes on behind what is stored. */
    @Test
    public void appendingGoesOnBehindWhatIsStored() throws IOException {
        List<byte[]> frames = StoreFrames.messages(9);
        for (int i = 0; i < 3; i++) {
            try (HistoryStore store = started(HistorySync.NONE);
                    ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                Stores.append(lab, frames.subList(3 * i, 3 * i + 3));
            }
        }
        Stores.assertFrames(frames, Stores.load(started(HistorySync.NONE), Stores.LAB, Retention.ALL));
    }

    /** A channel may be closed and opened again. */
    @Test
    public void aChannelMayBeClosedAndOpenedAgain() throws IOException {
        List<byte[]> frames = StoreFrames.messages(4);
        HistoryStore store = started(HistorySync.NONE);
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames.subList(0, 2));
        }
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames.subList(2, 4));
        }
        Stores.assertFrames(frames, Stores.load(store, Stores.LAB, Retention.ALL));
    }

    /** Answers come once each and in order. */
    @Test
    public void answersComeOnceEachAndInOrder() throws IOException {
        HistoryStore store = started(HistorySync.ALWAYS);
        List<Integer> answers = new ArrayList<>();
        StoreAnswer last = new StoreAnswer();
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            for (int i = 0; i < 100; i++) {
                int number = i;
                lab.append(StoreFrames.buffer(StoreFrames.messages(1)), 1, new StoreAnswer() {
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

    /** Channels are apart. */
    @Test
    public void channelsAreApart() throws IOException {
        List<byte[]> frames = StoreFrames.messages(3);
        List<ChannelName> names = Stream
                .of("", ".", "..", "a/b", "A", "a", "%", "%41", "~", "nul", "\u0000", "ä", "a b",
                        "x".repeat(4000), "x".repeat(3999) + "y", "\uD83D\uDC1F")
                .map(ChannelName::new).toList();
        try (HistoryStore store = started(HistorySync.NONE)) {
            for (int i = 0; i < names.size(); i++) {
                try (ChannelHistory history = Stores.opened(store, names.get(i), Retention.ALL)) {
                    Stores.append(history, frames.subList(0, 1 + i % 3));
                }
            }
        }
        HistoryStore store = started(HistorySync.NONE);
        for (int i = 0; i < names.size(); i++) {
            Stores.assertFrames(frames.subList(0, 1 + i % 3), Stores.load(store, names.get(i), Retention.ALL));
        }
        assertEquals(names.stream().map(ChannelName::text).sorted().toList(),
                names(store).stream().map(ChannelName::text).sorted().toList());
    }

    /** Only the newest messages are given. */
    @Test
    public void onlyTheNewestMessagesAreGiven() throws IOException {
        List<byte[]> frames = StoreFrames.messages(10);
        HistoryStore store = started(HistorySync.NONE);
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames);
        }
        Stores.assertFrames(frames.subList(7, 10),
                Stores.load(store, Stores.LAB, new Retention(3, Long.MAX_VALUE, Duration.ZERO)));
        Stores.assertFrames(List.of(), Stores.load(store, Stores.LAB, new Retention(0, Long.MAX_VALUE, Duration.ZERO)));
        int two = frames.get(8).length + frames.get(9).length;
        Stores.assertFrames(frames.subList(8, 10),
                Stores.load(store, Stores.LAB, new Retention(100, two, Duration.ZERO)));
    }

    /** Empty joins push out no message. */
    @Test
    public void emptyJoinsPushOutNoMessage() throws IOException {
        List<byte[]> frames = new ArrayList<>(StoreFrames.messages(3));
        HistoryStore store = started(HistorySync.NONE);
        for (int i = 0; i < 3; i++) {
            frames.add(StoreFrames.emptyJoin());
        }
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames);
        }
        Stores.assertFrames(frames.subList(1, 6),
                Stores.load(store, Stores.LAB, new Retention(2, Long.MAX_VALUE, Duration.ZERO)));
    }

    /** Load ends when the sink has enough. */
    @Test
    public void loadEndsWhenTheSinkHasEnough() throws IOException {
        List<byte[]> frames = StoreFrames.messages(5);
        HistoryStore store = started(HistorySync.NONE);
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames.subList(0, 4));
        }
        List<byte[]> seen = new ArrayList<>();
        try (ChannelHistory lab = store.open(Stores.LAB, Retention.ALL)) {
            lab.load((frame, time) -> {
                seen.add(StoreFrames.bytes(frame));
                return seen.size() < 2;
            });
            Stores.append(lab, frames.subList(4, 5));
        }
        Stores.assertFrames(frames.subList(0, 2), seen);
        Stores.assertFrames(frames, Stores.load(store, Stores.LAB, Retention.ALL));
    }

    /** Frames carry the time at which they were stored. */
    @Test
    public void framesCarryTheTimeAtWhichTheyWereStored() throws IOException {
        HistoryStore store = started(HistorySync.NONE);
        long before = System.currentTimeMillis();
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, StoreFrames.messages(1));
        }
        long after = System.currentTimeMillis();
        try (ChannelHistory lab = store.open(Stores.LAB, Retention.ALL)) {
            lab.load((frame, time) -> {
                assertTrue(before <= time && time <= after, before + " " + time + " " + after);
                return true;
            });
        }
    }

    /** Clear forgets all of one channel. */
    @Test
    public void clearForgetsAllOfOneChannel() throws IOException {
        ChannelName other = new ChannelName("other");
        List<byte[]> frames = StoreFrames.messages(3);
        try (HistoryStore store = started(HistorySync.NONE);
                ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL);
                ChannelHistory stays = Stores.opened(store, other, Retention.ALL)) {
            Stores.append(stays, frames);
            Stores.append(lab, frames.subList(0, 2));
            lab.clear();
            Stores.append(lab, frames.subList(2, 3));
        }
        HistoryStore store = started(HistorySync.NONE);
        Stores.assertFrames(frames.subList(2, 3), Stores.load(store, Stores.LAB, Retention.ALL));
        Stores.assertFrames(frames, Stores.load(store, other, Retention.ALL));
    }

    /** The largest frame. */
    @Test
    public void theLargestFrame() throws IOException {
        List<byte[]> frames = List.of(StoreFrames.message("big", 16_777_100), StoreFrames.message("small", 10));
        try (HistoryStore store = started(HistorySync.NONE);
                ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames.subList(0, 1));
            Stores.append(lab, frames.subList(1, 2));
        }
        Stores.assertFrames(frames, Stores.load(started(HistorySync.NONE), Stores.LAB, Retention.ALL));
    }

    /** Kept history is bounded. */
    @Test
    public void whatIsKeptIsBounded() throws IOException {
        Retention keep = new Retention(10, 1 << 20, Duration.ZERO);
        HistoryStore store = started(HistorySync.NONE);
        List<byte[]> frames = StoreFrames.messages(10, 100_000);
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, keep)) {
            for (int i = 0; i < 20; i++) {
                Stores.append(lab, frames);
            }
        }
        Stores.assertFrames(frames, Stores.load(store, Stores.LAB, keep));
        long all = Stores.load(store, Stores.LAB, Retention.ALL).stream().mapToLong(frame -> frame.length).sum();
        assertTrue(all < 8 << 20, all + " of 20 MB are left");
    }

    /** Verify finds nothing wrong. */
    @Test
    public void verifyFindsNothingWrong() throws IOException {
        HistoryStore store = started(HistorySync.NONE);
        List<byte[]> frames = StoreFrames.messages(3);
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames);
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

    /** A reader sees what a server has stored. */
    @Test
    public void aReaderSeesWhatAServerHasStored() throws IOException {
        List<byte[]> frames = StoreFrames.messages(3);
        HistoryStore store = started(HistorySync.NONE);
        HistoryStore reader = create(new HistorySettings("", HistorySync.NONE, 0, true));
        stores.add(reader);
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, frames);
            reader.start();
            Stores.assertFrames(frames, Stores.load(reader, Stores.LAB, Retention.ALL));
            assertEquals(List.of(Stores.LAB), names(reader));
        }
    }

    /** Closing twice is fine. */
    @Test
    public void closingTwiceIsFine() throws IOException {
        HistoryStore store = started(HistorySync.NONE);
        ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL);
        lab.close();
        lab.close();
        store.close();
        store.close();
    }

    /** Nothing is appended before it is loaded. */
    @Test
    public void nothingIsAppendedBeforeItIsLoaded() throws IOException {
        HistoryStore store = started(HistorySync.NONE);
        try (ChannelHistory lab = store.open(Stores.LAB, Retention.ALL)) {
            assertThrows(IllegalStateException.class, () -> Stores.append(lab, StoreFrames.messages(1)));
        }
    }

    private HistoryStore started(HistorySync sync) throws IOException {
        HistoryStore store = create(new HistorySettings("", sync, 0, false));
        stores.add(store);
        store.start();
        return store;
    }

    private static List<ChannelName> names(HistoryStore store) throws IOException {
        try (Stream<ChannelName> names = store.channels()) {
            return names.toList();
        }
    }
}
