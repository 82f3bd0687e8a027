package mles.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The search of a replay for the frames that this session sent on earlier connections. A log keeps the order of a sender; so a
 * frame sent before one that is found did arrive, even if history has dropped it since.
 *
 * <p>
 * Nothing marks the end of a replay. A frame is found to be absent by a <em>mark</em>: an empty message with a number, sent on a
 * connection of its own behind all others. A replay that brings the mark has brought whatever arrived before it. Without a
 * mark the replay counts as over when nothing came for {@code settle}, or on a busy channel after ten times that. Time counts
 * only while the connection is read. For one thread.
 */
final class Replay {
    /** Factor on {@code settle} for a channel that is never quiet, and for the quiet before a mark. */
    static final int PATIENCE = 10;

    private final SentFrames.Snapshot sent;
    private final @Nullable Frame mark;
    private final Map<Frame, Deque<Integer>> unseen = new HashMap<>();
    private final long settle;
    private long left;
    private int arrived;
    private boolean marked;
    private boolean quiet;

    /**
     * @param sent the frames to look for; equal ones are looked for as often as they are there
     * @param mark what was sent behind them, on a connection after theirs
     */
    Replay(SentFrames.Snapshot sent, @Nullable Frame mark, Duration settle) {
        this.sent = sent;
        this.mark = mark;
        this.settle = settle.toNanos() * (mark == null ? 1 : PATIENCE);
        this.left = this.settle * PATIENCE;
        List<Frame> frames = sent.frames();
        for (int i = 0; i < frames.size(); i++) {
            unseen.computeIfAbsent(frames.get(i), frame -> new ArrayDeque<>()).add(i);
        }
    }

    /** A frame of this session came. */
    void see(Frame frame) {
        Deque<Integer> places = unseen.get(frame);
        Integer oldest = places == null ? null : places.poll();
        if (oldest != null) {
            arrived = Math.max(arrived, oldest + 1);
        }
        marked |= mark != null && mark.equals(frame);
    }

    /** The connection was read for {@code nanos}, and whether nothing came. */
    void read(long nanos, boolean nothing) {
        left -= nanos;
        quiet = nothing;
    }

    boolean isOver() {
        return quiet || isProven() || left <= 0;
    }

    /** {@return whether each frame is known to have arrived or not} */
    boolean isProven() {
        return marked || arrived == sent.frames().size();
    }

    /** {@return whether any of the frames was found} */
    boolean hasFound() {
        return arrived > 0;
    }

    /** {@return the frames looked for} */
    SentFrames.Snapshot sent() {
        return sent;
    }

    /** {@return the longest wait for the next bytes, in milliseconds} */
    int patienceMillis() {
        return Math.clamp(Math.min(settle, left) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    /** {@return the frames at the end of the sent ones that did not come back} */
    List<Frame> missing() {
        return sent.frames().subList(arrived, sent.frames().size());
    }
}
