package mles.server.hub;

import java.util.ArrayList;
import java.util.List;
import mles.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * The members of a channel on one loop, and the segments that the slowest of them still needs. It knows of the log what
 * it was told: everything up to its head. For that loop.
 */
final class Reader {
    private final List<Cursor> cursors = new ArrayList<>(2);
    private final StallWatch stalls;
    private final HubLoop loop;
    private @Nullable Segment first;
    private @Nullable Segment last;
    private long head;
    private long headFrame;
    private long historyStart;
    private boolean sending;
    private boolean publishersPaused;
    private boolean closed;
    private boolean queued;

    Reader(Hub hub, HubLoop loop, HubLimits limits) {
        this.loop = loop;
        this.stalls = new StallWatch(this, hub, loop, limits);
    }

    /** Takes a member in, whose history starts at {@code start}; the log's segments from there on are held for it. */
    void add(Cursor cursor, Segment from, long start, long startFrame) {
        cursor.open(this, from, start, startFrame);
        cursors.add(cursor);
        loop.opened(this);
        cursor.pause(Cursor.Pause.CHANNEL, publishersPaused);
        loop.turn().readLater(this);
    }

    void remove(Cursor cursor, CloseReason reason) {
        cursors.remove(cursor);
        cursor.close(reason);
        loop.turn().readLater(this);
    }

    /** Takes over one reference on each segment of a part of the chain, and gives back those it has already. */
    void adopt(Segment from, Segment to) {
        for (Segment segment = from; segment != null; segment = segment == to ? null : segment.next()) {
            if (first != null && last != null && segment.start() >= first.start() && segment.start() <= last.start()) {
                segment.release();
            }
        }
        if (first == null || from.start() < first.start()) {
            first = from;
        }
        last = to;
    }

    /** The log has grown; everything up to {@code newHead} may be read. */
    void advance(long newHead, long newHeadFrame, long newHistoryStart) {
        head = newHead;
        headFrame = newHeadFrame;
        historyStart = newHistoryStart;
    }

    /** Gives each member its next slice; once a turn. */
    void send() {
        if (closed) {
            return;
        }
        assert loop.isCurrent();
        sending = true;
        boolean more = false;
        for (int i = cursors.size() - 1; i >= 0; i--) {
            more |= cursors.get(i).send(head, headFrame);
        }
        sending = false;
        releasePassed();
        stalls.check();
        if (more) {
            loop.turn().readLater(this);
        }
    }

    /** {@return whether it was not queued for its turn yet} */
    boolean queue() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    void unqueue() {
        queued = false;
    }

    /** A write ended and moved {@code cursor}. */
    void progressed(Cursor cursor) {
        if (cursor.isParked()) {
            cursor.seat().leave(CloseReason.TOO_SLOW);
        } else if (!sending) {
            boolean more = cursor.send(head, headFrame);
            if (more || first != last) {
                loop.turn().readLater(this);
            }
        }
    }

    void pausePublishers(boolean paused) {
        publishersPaused = paused;
        pause(Cursor.Pause.CHANNEL, paused);
    }

    void pause(Cursor.Pause reason, boolean paused) {
        cursors.forEach(cursor -> cursor.pause(reason, paused));
    }

    /** {@return whether nobody here has anything left to get} */
    boolean isIdle() {
        return cursors.stream().allMatch(cursor -> cursor.isParked() || cursor.position() >= head);
    }

    /** Lets go of everything; it has no members any more. */
    void close() {
        closed = true;
        for (Segment segment = first; segment != null; segment = segment == last ? null : segment.next()) {
            segment.release();
        }
        first = null;
        last = null;
        stalls.close();
        loop.closed(this);
    }

    List<Cursor> cursors() {
        return cursors;
    }

    /** {@return how many bytes behind the head the oldest segment held begins; no cursor that counts is further} */
    long held() {
        return first == null ? 0 : head - first.start();
    }

    long head() {
        return head;
    }

    long headFrame() {
        return headFrame;
    }

    long historyStart() {
        return historyStart;
    }

    private void releasePassed() {
        if (first == null || (first == last && !first.isSingle())) {
            return;
        }
        long lowest = head;
        for (Cursor cursor : cursors) {
            if (!cursor.isParked()) {
                lowest = Math.min(lowest, cursor.position());
            }
        }
        while (first != null && isPassed(first, lowest)) {
            Segment passed = first;
            first = passed == last ? null : passed.next();
            passed.release();
        }
        if (first == null) {
            last = null;
        }
    }

    private boolean isPassed(Segment segment, long lowest) {
        Segment next = segment == last ? null : segment.next();
        return next != null
                ? next.start() <= lowest
                : segment.isSingle() && lowest >= segment.start() + segment.capacity();
    }
}
