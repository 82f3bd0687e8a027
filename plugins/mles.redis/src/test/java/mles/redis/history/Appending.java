package mles.redis.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreAnswer;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;

/** Frames with texts, into a channel and out of it. */
final class Appending {
    private Appending() {
    }

    /** Appends a frame for each text and waits until they are stored. */
    static void append(ChannelHistory history, String... texts) {
        begin(history, texts).await();
    }

    /** {@return why a frame for each text is not stored} */
    static String refused(ChannelHistory history, String... texts) {
        return String.valueOf(begin(history, texts).awaitFailure().getMessage());
    }

    /** {@return the answer to come} */
    static StoreAnswer begin(ChannelHistory history, String... texts) {
        StoreAnswer answer = new StoreAnswer();
        List<byte[]> frames = Stream.of(texts).map(Appending::bytes).toList();
        history.append(StoreFrames.buffer(frames), frames.size(), answer);
        return answer;
    }

    /** {@return the texts that the store gives} */
    static List<String> load(HistoryStore store, Retention keep) throws IOException {
        List<String> texts = new ArrayList<>();
        try (ChannelHistory history = store.open(Stores.LAB, keep)) {
            history.load((frame, time) -> texts.add(text(frame)));
        }
        return texts;
    }

    /** {@return a frame with that text} */
    static byte[] bytes(String text) {
        return StoreFrames.bytes(Frame.of(new ConnectionId(1), 1, Message.of("ann", Stores.LAB.text(), text)).bytes());
    }

    private static String text(ByteBuffer frame) {
        return Message.decode(Frame.copyOf(frame).payload()).text();
    }
}
