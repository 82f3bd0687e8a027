package mles.server.delivery;

import java.util.ArrayList;
import java.util.List;
import mles.protocol.CloseReason;
import mles.server.log.RetainedSegments;
import mles.server.log.Segment;

/**
 * The members of a channel on one loop, and the segments that the slowest of them still needs. It knows of the log what
 * it was told: everything up to its head. For that loop.
 */
public final class ReaderGroup extends FlushTask {
    private final List<Cursor> cursors = new ArrayList<>(2);
    private final RetainedSegments held = new RetainedSegments();
    private final SlowReaderDetector stalls;
    private final LoopContext loop;
    private final long alarm;
    private long head;
    private long headFrame;
    private long historyStart;
    private long lowest;
    private boolean sending;
    private boolean publishersPaused;
    private boolean closed;

    ReaderGroup(DeliveryListener channel, LoopContext loop, SlowReaderPolicy policy) {
        this.loop = loop;
        this.alarm = policy.alarm();
        this.stalls = new SlowReaderDetector(this, channel, loop, policy);
    }

    /** Takes in a member that was opened here. */
    void add(Cursor cursor) {
        cursors.add(cursor);
        loop.opened(this);
        cursor.pause(Cursor.Pause.CHANNEL, publishersPaused);
        loop.flushQueue().readLater(this);
    }

    void remove(Cursor cursor, CloseReason reason) {
        cursors.remove(cursor);
        cursor.close(reason);
        loop.flushQueue().readLater(this);
    }

    /** Takes over one reference on each segment of a part of the chain, for all members. */
    void adopt(Segment from, Segment to) {
        held.add(from, to);
    }

    /** The log has grown; everything up to {@code newHead} may be read. */
    void advance(long newHead, long newHeadFrame, long newHistoryStart) {
        head = newHead;
        headFrame = newHeadFrame;
        historyStart = newHistoryStart;
    }

    /** Gives each member its next slice; once a turn. */
    @Override
    public void flush() {
        if (closed) {
            return;
        }
        assert loop.isCurrent();
        sending = true;
        boolean more = false;
        lowest = head;
        // A write that meets a fault may end several members, which leave at once.
        for (int i = cursors.size() - 1; i >= 0; i = Math.min(i, cursors.size()) - 1) {
            Cursor cursor = cursors.get(i);
            more |= cursor.send(head, headFrame);
            lowest = cursor.isParked() ? lowest : Math.min(lowest, cursor.position());
        }
        sending = false;
        held.releaseTo(lowest);
        if (head - lowest > alarm) {
            stalls.check();
        }
        if (more) {
            loop.flushQueue().readLater(this);
        }
    }

    /** A write ended and moved {@code cursor}. */
    void progressed(Cursor cursor) {
        if (cursor.isParked()) {
            cursor.subscriber().leave(CloseReason.TOO_SLOW);
        } else if (!sending) {
            // A write that ends before it returns must not come back here: the stack would grow with the backlog.
            sending = true;
            boolean more = cursor.send(head, headFrame);
            sending = false;
            if (more || held.isPassed(cursor.position())) {
                loop.flushQueue().readLater(this);
            }
        }
    }

    /** The publishes of {@code cursor} wait until it has read what came between those before. */
    void heldUp(Cursor cursor) {
        stalls.watchHeldUp(cursor);
    }

    void pausePublishers(boolean paused) {
        publishersPaused = paused;
        pause(Cursor.Pause.CHANNEL, paused);
    }

    public void pause(Cursor.Pause reason, boolean paused) {
        cursors.forEach(cursor -> cursor.pause(reason, paused));
    }

    /** {@return whether every member here has received everything} */
    public boolean isIdle() {
        return cursors.stream().allMatch(cursor -> cursor.isParked() || cursor.position() >= head);
    }

    /** Lets go of everything; it has no members any more. */
    void close() {
        closed = true;
        held.releaseAll();
        stalls.close();
        loop.closed(this);
    }

    /** {@return the bytes that the slowest member was behind after the last round of writes} */
    public long lag() {
        return head - lowest;
    }

    public List<Cursor> cursors() {
        return cursors;
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
}
