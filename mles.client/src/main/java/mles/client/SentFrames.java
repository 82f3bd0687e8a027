package mles.client;

import java.util.ArrayList;
import java.util.List;
import mles.protocol.Frame;

/**
 * The frames sent last, oldest first: as many as an ordinary server keeps of a channel, and bounded in bytes, but the last
 * one always. Guarded by its owner.
 */
final class SentFrames {
    static final int MOST_FRAMES = 100;
    private static final long MOST_BYTES = 8L << 20;

    private final List<Frame> frames = new ArrayList<>();
    private long bytes;

    void add(Frame frame) {
        frames.add(frame);
        bytes += frame.size();
        while (frames.size() > 1 && (frames.size() > MOST_FRAMES || bytes > MOST_BYTES)) {
            bytes -= frames.remove(0).size();
        }
    }

    List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** Forgets the last {@code count} frames, which are about to be sent again. */
    void removeLast(int count) {
        List<Frame> last = frames.subList(frames.size() - count, frames.size());
        bytes -= last.stream().mapToLong(Frame::size).sum();
        last.clear();
    }
}
