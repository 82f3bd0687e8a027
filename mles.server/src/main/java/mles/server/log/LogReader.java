package mles.server.log;

import org.jspecify.annotations.Nullable;

/**
 * Reads a log from a position on, and retains the segments from there to its end. Followers of a log have one each; members,
 * whose segments their group retains, are cursors. Thread: home loop.
 */
public final class LogReader {
    private final ChannelLog log;
    private final RetainedSegments held = new RetainedSegments();
    private Segment lastHeld;
    private Segment at;

    private LogReader(ChannelLog log, Segment at) {
        this.log = log;
        this.lastHeld = log.last();
        this.at = at;
    }

    /** {@return a reader for the frames that are appended from now on} */
    public static LogReader atHead(ChannelLog log) {
        Segment last = log.last();
        LogReader reader = new LogReader(log, last);
        if (log.first() != null) {
            reader.held.add(last.retain(), last);
        }
        return reader;
    }

    /** {@return a reader for everything that {@code log} keeps} */
    public static LogReader atStart(ChannelLog log) {
        LogReader reader = new LogReader(log, log.last());
        reader.restart();
        return reader;
    }

    /** Begins anew where the log begins now. */
    public void restart() {
        held.releaseAll();
        log.hold(held);
        lastHeld = log.last();
        Segment first = log.first();
        at = first == null ? lastHeld : first;
    }

    /** Retains what the log has added, before the log may let go of it. */
    public void retain() {
        lastHeld = held.extend(lastHeld, log.last());
    }

    /** Goes to {@code position}, which is not before that of the last call: the links of the chain behind it can go. */
    public void moveTo(long position) {
        at = at.reach(position);
    }

    /**
     * Goes to {@code position}.
     *
     * @return the segment that has it
     */
    public Segment at(long position) {
        moveTo(position);
        return at;
    }

    /** {@return the oldest segment retained, null if there is none} */
    public @Nullable Segment first() {
        return held.first();
    }

    /** Goes back to the oldest segment retained. */
    public void rewind() {
        Segment first = held.first();
        at = first == null ? at : first;
    }

    /** {@return the frames from {@code position} on to the head} */
    public FrameIterator frames(long position) {
        Segment first = held.first();
        return new FrameIterator(first == null ? at : first, position, log.head());
    }

    /** Lets go of what is before {@code position}. */
    public void releaseTo(long position) {
        held.releaseTo(position);
    }

    /** Lets go of everything. */
    public void releaseAll() {
        held.releaseAll();
    }
}
