package mles.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.Frame;

/**
 * Looks through the history that a server replays after a reconnect for the frames that this session had sent. History is
 * the end of what the channel took, in the order of the sender; so a frame sent before one that is found did arrive, even
 * if history has dropped it since. Nothing marks the end of a replay: it counts as over when all was found, when nothing
 * came for {@code settle}, or on a busy channel after ten times that. Time counts only while the connection is read. For
 * one thread.
 */
final class ReplayMatcher {
    private static final int BUSY_FACTOR = 10;

    private final List<Frame> sent;
    private final Map<Frame, Deque<Integer>> unseen = new HashMap<>();
    private final long settle;
    private long left;
    private int arrived;
    private boolean quiet;

    /** @param sent the frames to look for, oldest first; equal ones are looked for as often as they are there */
    ReplayMatcher(List<Frame> sent, Duration settle) {
        this.sent = sent;
        this.settle = settle.toNanos();
        this.left = this.settle * BUSY_FACTOR;
        for (int i = 0; i < sent.size(); i++) {
            unseen.computeIfAbsent(sent.get(i), frame -> new ArrayDeque<>()).add(i);
        }
    }

    void see(Frame frame) {
        Deque<Integer> places = unseen.get(frame);
        Integer oldest = places == null ? null : places.poll();
        if (oldest != null) {
            arrived = Math.max(arrived, oldest + 1);
        }
    }

    /** The connection was read for {@code nanos}, and whether nothing came. */
    void read(long nanos, boolean nothing) {
        left -= nanos;
        quiet = nothing;
    }

    boolean isOver() {
        return quiet || arrived == sent.size() || left <= 0;
    }

    /** {@return the longest wait for the next bytes, in milliseconds} */
    int patienceMillis() {
        return Math.clamp(Math.min(settle, left) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    /** {@return the frames at the end of the sent ones that did not come back} */
    List<Frame> missing() {
        return sent.subList(arrived, sent.size());
    }
}
