package mles.peer.channel;

import mles.server.log.FrameIterator;
import mles.server.log.Newer;
import mles.server.log.OwnRanges;

/** Tells the frames of a channel that the upstream server had not got when a connection began. Thread: home loop. */
final class NewerFrames {
    /** Ranges that came from the upstream server since {@code from}. */
    private OwnRanges older = new OwnRanges();
    private long joinAt;
    private long from;
    private boolean caughtUp = true;

    /** @param joinAt where the frame with which the link joins is in the log */
    NewerFrames(long joinAt) {
        this.joinAt = joinAt;
    }

    void joinAt(long position) {
        joinAt = position;
    }

    /**
     * A connection begins.
     *
     * @param shared the end of what both servers have
     * @param owed   whether the upstream server has not got the frame with which the link joins, either
     */
    void begin(long shared, boolean owed) {
        if (caughtUp) {
            caughtUp = false;
            older = new OwnRanges();
            from = shared;
        }
        from = owed ? Math.min(joinAt, from) : from;
    }

    /** The upstream server has told all that it had. */
    void caughtUp() {
        caughtUp = true;
    }

    /** This range came from the upstream server. */
    void addOlder(long start, long end, long frames) {
        older.add(start, end, frames);
    }

    /** {@return the position behind which frames are newer, unless the upstream server sent them} */
    long from() {
        return from;
    }

    /** {@return whether the frame that was appended at {@code position} counts as newer} */
    boolean has(long position) {
        return position >= from && !older.covers(position);
    }

    /** {@return the newer ones of these frames} */
    Newer collect(FrameIterator frames) {
        Newer newer = new Newer();
        while (frames.next()) {
            if (has(frames.position())) {
                newer.add(frames.frame());
            }
        }
        return newer;
    }
}
