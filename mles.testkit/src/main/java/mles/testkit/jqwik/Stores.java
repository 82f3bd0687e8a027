package mles.testkit.jqwik;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;

/** Steps of tests of a history store. */
@SuppressWarnings("exports")
public final class Stores {
    /** A channel. */
    public static final ChannelName LAB = new ChannelName("lab");

    private Stores() {
    }

    /** {@return when a store of that mode syncs: {@code none}, {@code always} or {@code interval}, a short one} */
    public static HistorySync sync(String mode) {
        return switch (mode) {
            case "none" -> HistorySync.NONE;
            case "always" -> HistorySync.ALWAYS;
            default -> HistorySync.every(Duration.ofMillis(1));
        };
    }

    /** {@return a channel to append to} */
    public static ChannelHistory opened(HistoryStore store, ChannelName name, Retention keep) throws IOException {
        ChannelHistory history = store.open(name, keep);
        history.load((frame, time) -> true);
        return history;
    }

    /** Appends {@code frames} at once and waits until they are stored. */
    public static void append(ChannelHistory history, List<byte[]> frames) {
        StoreAnswer answers = new StoreAnswer();
        ByteBuffer all = StoreFrames.buffer(frames);
        history.append(all, frames.size(), answers);
        answers.await();
    }

    /** {@return the frames that a store loads for a channel} */
    public static List<byte[]> load(HistoryStore store, ChannelName name, Retention keep) throws IOException {
        List<byte[]> seen = new ArrayList<>();
        try (ChannelHistory history = store.open(name, keep)) {
            history.load((frame, time) -> seen.add(StoreFrames.bytes(frame)));
        }
        return seen;
    }

    /** Demands that these are the same frames. */
    public static void assertFrames(List<byte[]> expected, List<byte[]> seen) {
        assertEquals(expected.stream().map(ByteBuffer::wrap).toList(), seen.stream().map(ByteBuffer::wrap).toList());
    }
}
