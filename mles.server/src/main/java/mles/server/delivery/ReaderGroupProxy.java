package mles.server.delivery;

import java.util.ArrayList;
import java.util.List;
import mles.protocol.CloseReason;
import mles.server.log.ChannelLog;
import mles.server.log.RetainedSegments;
import mles.server.log.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Home's end of one {@link ReaderGroup}: it holds segments in the reader's name from the moment they exist, and tells the
 * reader of them. On the home loop itself that is a call; to another loop one announcement is under way at a time, so
 * that a busy loop gets few and large ones. For the home loop.
 */
public final class ReaderGroupProxy {
    private final DeliveryListener channel;
    private final ReaderGroup group;
    private final LoopContext loop;
    private final LoopContext home;
    private final boolean isAtHome;
    private final ChannelLog log;
    private final Feed.OwnRangeListener ownRanges;
    private List<OwnRange> own = new ArrayList<>(0);
    private Segment held;
    private Segment told;
    private long toldHead;
    private int cursors;
    private int underWay;
    private boolean wanted;
    private boolean stalled;
    private boolean closed;

    private record OwnRange(Cursor cursor, long from, long to, long frames) {
        void apply() {
            cursor.addOwnRange(from, to, frames);
        }
    }

    /**
     * @param log       the log that it reads
     * @param ownRanges maps ranges of the channel's log to ranges of {@code log}
     */
    ReaderGroupProxy(DeliveryListener channel, ReaderGroup group, LoopContext loop, LoopContext home, ChannelLog log,
            Feed.OwnRangeListener ownRanges) {
        this.channel = channel;
        this.group = group;
        this.loop = loop;
        this.home = home;
        this.isAtHome = loop.equals(home);
        this.log = log;
        this.ownRanges = ownRanges;
        this.held = log.last();
        this.told = held;
        this.toldHead = log.highWatermark();
    }

    LoopContext loop() {
        return loop;
    }

    ReaderGroup group() {
        return group;
    }

    public boolean isEmpty() {
        return cursors == 0;
    }

    public void join(Cursor cursor) {
        tell();
        Segment last = log.last();
        boolean first = cursors == 0 && log.first() != null;
        if (first) {
            last.retain();
        }
        cursors++;
        long start = log.start();
        long startFrame = log.startFrame();
        long end = log.head();
        RetainedSegments history = start < end ? log.hold() : null;
        Segment from = log.first() == null ? last : log.first();
        loop.runOnLoop(() -> {
            if (first) {
                group.adopt(last, last);
            }
            cursor.open(group, from, start, startFrame, history, end);
            group.add(cursor);
        });
    }

    public void leave(Cursor cursor, CloseReason reason) {
        cursors--;
        boolean last = cursors == 0;
        if (last) {
            // The group must know the segments retained in its name, or they would never be released.
            tell();
            closed = true;
        }
        loop.runOnLoop(() -> {
            group.remove(cursor, reason);
            if (last) {
                group.close();
            }
        });
    }

    /** Holds what the log has added, before the log may let go of it. */
    void retain() {
        held = held.retainTo(log.last());
    }

    /** {@code cursor} wrote this range of the log of the channel. */
    public void addOwnRange(Cursor cursor, long from, long to, long frames) {
        ownRanges.wrote(this, cursor, from, to, frames);
    }

    /** This range of what it reads of is {@code cursor}'s own. */
    void own(Cursor cursor, long from, long to, long frames) {
        if (isAtHome) {
            cursor.addOwnRange(from, to, frames);
        } else {
            own.add(new OwnRange(cursor, from, to, frames));
        }
    }

    /** Lets the reader know how far the log is, and its members have it. */
    void flush() {
        if (isAtHome) {
            tell();
            group.flush();
        } else if (underWay > 0) {
            wanted = true;
        } else {
            tell();
        }
    }

    /** {@return the bytes that the group's loop, not its members, is behind} */
    long behind() {
        return underWay > 0 ? log.highWatermark() - toldHead : 0;
    }

    /** {@return whether publishers have to wait for this reader} */
    boolean isStalled() {
        return stalled;
    }

    void stalled(boolean now) {
        stalled = now;
    }

    void pausePublishers(boolean paused) {
        loop.runOnLoop(() -> group.pausePublishers(paused));
    }

    private void tell() {
        Segment from = held == told ? null : told.next();
        Segment to = held;
        told = held;
        toldHead = log.highWatermark();
        long head = toldHead;
        long headFrame = log.highWatermarkFrame();
        long historyStart = log.start();
        if (isAtHome) {
            tellReader(from, to, head, headFrame, historyStart);
            return;
        }
        List<OwnRange> ranges = own;
        own = new ArrayList<>(0);
        underWay++;
        loop.runOnLoop(() -> {
            ranges.forEach(OwnRange::apply);
            tellReader(from, to, head, headFrame, historyStart);
            group.flush();
            home.runOnLoop(() -> arrived());
        });
    }

    private void tellReader(@Nullable Segment from, Segment to, long head, long headFrame, long historyStart) {
        if (from != null) {
            group.adopt(from, to);
        }
        group.advance(head, headFrame, historyStart);
    }

    private void arrived() {
        underWay--;
        if (closed) {
            return;
        }
        channel.onArrived();
        if (wanted && underWay == 0) {
            wanted = false;
            tell();
        }
    }
}
