package mles.server.delivery;

import java.util.ArrayList;
import java.util.List;
import mles.protocol.CloseReason;
import mles.server.log.ChannelLog;
import mles.server.log.RetainedSegments;
import mles.server.log.Segment;
import mles.server.transport.JoinAnswer;
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
    private final PublishListener publishes;
    /** For another loop, behind what it was told. */
    private List<Runnable> notes = new ArrayList<>(0);
    private Segment held;
    private Segment told;
    private long toldHead;
    private int cursors;
    private int underWay;
    private boolean wanted;
    private boolean stalled;
    private boolean closed;

    /**
     * @param log       the log that it reads
     * @param publishes maps ranges of the channel's log to ranges of {@code log}
     */
    ReaderGroupProxy(DeliveryListener channel, ReaderGroup group, LoopContext loop, LoopContext home, ChannelLog log,
            PublishListener publishes) {
        this.channel = channel;
        this.group = group;
        this.loop = loop;
        this.home = home;
        this.isAtHome = loop.equals(home);
        this.log = log;
        this.publishes = publishes;
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

    /**
     * Lets a member in.
     *
     * @param answer told first; null for a member that knows no numbers
     * @param behind where it begins to read, null for everything
     */
    void join(Cursor cursor, @Nullable JoinAnswer answer, @Nullable LogPlace behind) {
        tell();
        Segment last = log.last();
        boolean first = cursors == 0 && log.first() != null;
        if (first) {
            last.retain();
        }
        cursors++;
        LogPlace from = behind == null
                ? new LogPlace(log.first() == null ? last : log.first(), log.start(), log.startFrame())
                : behind;
        long end = log.head();
        RetainedSegments history = from.position() < end ? log.hold() : null;
        if (history != null) {
            history.releaseTo(from.position());
        }
        loop.runOnLoop(() -> {
            if (first) {
                group.adopt(last, last);
            }
            if (answer != null) {
                cursor.member().joined(answer);
            }
            cursor.open(group, from, history, end);
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
        publishes.wrote(this, cursor, from, to, frames);
    }

    /** {@code cursor} wants to know when it has everything before {@code end} of the log of the channel, which is the head. */
    public void addAnswer(Cursor cursor, long end, long tag, long number) {
        publishes.answer(this, cursor, end, tag, number);
    }

    /** This range of what it reads of is {@code cursor}'s own. */
    void own(Cursor cursor, long from, long to, long frames) {
        if (isAtHome) {
            cursor.addOwnRange(from, to, frames);
        } else {
            notes.add(() -> cursor.addOwnRange(from, to, frames));
        }
    }

    /** {@code cursor} gets that answer when it has all before {@code position} of what it reads. */
    void answer(Cursor cursor, long position, long tag, long number) {
        if (isAtHome) {
            cursor.addAnswer(position, tag, number);
        } else {
            notes.add(() -> cursor.addAnswer(position, tag, number));
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
        List<Runnable> due = notes;
        notes = new ArrayList<>(0);
        underWay++;
        loop.runOnLoop(() -> {
            due.forEach(Runnable::run);
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
