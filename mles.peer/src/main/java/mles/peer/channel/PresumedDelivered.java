package mles.peer.channel;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Up to where the upstream server has everything that was written to a link, as far as one can know: what was written that
 * long ago was either taken or its connection is dead by now. Always the end of a frame.
 */
final class PresumedDelivered {
    static final long TRAIL_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long MARK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ArrayDeque<Mark> marks = new ArrayDeque<>(0);
    private final long markBytes;
    private long position;
    private long next;
    private long markedAt;

    private record Mark(long nanos, long position) {
    }

    /** @param markBytes how finely it follows a fast link */
    PresumedDelivered(long markBytes) {
        this.markBytes = markBytes;
    }

    long position() {
        return position;
    }

    /** Everything up to {@code safe} is. */
    void set(long safe) {
        marks.clear();
        position = safe;
    }

    /** A connection begins, which has everything up to {@code shared} once more. */
    void begin(long shared, long now) {
        marks.clear();
        marks.add(new Mark(now, shared));
        markedAt = now;
        next = shared;
    }

    /** The link has come to {@code sent}, of a log that ends at {@code head}. */
    void sent(long sent, long head, long now) {
        mark(sent, now);
        long marked = marked();
        if (next <= marked && head > marked && (now - markedAt >= MARK_NANOS || head - marked >= markBytes)) {
            next = head;
            mark(sent, now);
        }
    }

    /** Moves it on, in time, and up to {@code least} in any case; what lies beyond may be under way. */
    void advance(long now, long least) {
        Mark mark = marks.peek();
        while (mark != null && (now - mark.nanos() >= TRAIL_NANOS || mark.position() <= least)) {
            position = mark.position();
            marks.remove();
            mark = marks.peek();
        }
    }

    /** The connection is gone: it stays where it is. */
    void freeze() {
        marks.clear();
        next = position;
    }

    private void mark(long sent, long now) {
        if (sent >= next && next > marked()) {
            marks.add(new Mark(now, next));
            markedAt = now;
        }
    }

    private long marked() {
        Mark last = marks.peekLast();
        return last == null ? position : last.position();
    }
}
