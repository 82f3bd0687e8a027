package mles.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import mles.protocol.Frame;

/**
 * The frames handed out and not confirmed, oldest first, bounded in number and bytes, but the last one always. Guarded by
 * its owner.
 */
final class SentFrames {
    /** Frames that are kept, those sent last. */
    static final int MOST_FRAMES = 1 << 14;
    /** Bytes of frames that are kept, those sent last. */
    static final long MOST_BYTES = 8L << 20;

    private final Deque<Sent> kept = new ArrayDeque<>();
    private long bytes;
    private boolean cut;

    private record Sent(Frame frame, long received) {
    }

    /**
     * Copy of the frames at one moment.
     *
     * @param frames   oldest first
     * @param received the number of messages that had come when the oldest was handed out
     * @param isCut    whether older ones were forgotten
     */
    record Snapshot(List<Frame> frames, long received, boolean isCut) {
    }

    void add(Frame frame, long received) {
        kept.add(new Sent(frame, received));
        bytes += frame.size();
        while (kept.size() > 1 && (kept.size() > MOST_FRAMES || bytes > MOST_BYTES)) {
            bytes -= kept.remove().frame().size();
            cut = true;
        }
    }

    Snapshot snapshot() {
        return new Snapshot(kept.stream().map(Sent::frame).toList(), kept.isEmpty() ? 0 : kept.element().received(),
                cut);
    }

    /** All of them arrived, or are about to be sent again. */
    void clear() {
        kept.clear();
        bytes = 0;
        cut = false;
    }
}
