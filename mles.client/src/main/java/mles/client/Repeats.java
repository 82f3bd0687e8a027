package mles.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import mles.protocol.Frame;

/**
 * Tells what a replay after a reconnect brings once more. A replay begins with what was there before the connection was
 * lost, all of which came already, but for the session's own frames; behind the first frame that is new there is nothing
 * but new ones. Equal frames are counted. For one thread.
 */
final class Repeats {
    private static final int MOST_FRAMES = 10_000;
    private static final long MOST_BYTES = 16L << 20;

    private final Deque<Frame> seen = new ArrayDeque<>();
    private final Map<Frame, Integer> expected = new HashMap<>();
    private long bytes;
    private boolean begun;

    /** A replay begins. */
    void begin() {
        expected.clear();
        seen.forEach(frame -> expected.merge(frame, 1, Integer::sum));
        begun = false;
    }

    /** {@return whether {@code frame} has come before, on an earlier connection} */
    boolean isOne(Frame frame, boolean own) {
        Integer left = expected.get(frame);
        if (left != null) {
            begun = true;
            expected.compute(frame, (same, count) -> left == 1 ? null : left - 1);
            return true;
        }
        if (begun && !own) {
            expected.clear();
        }
        remember(frame);
        return false;
    }

    private void remember(Frame frame) {
        seen.add(frame);
        bytes += frame.size();
        while (seen.size() > MOST_FRAMES || bytes > MOST_BYTES) {
            bytes -= seen.remove().size();
        }
    }
}
