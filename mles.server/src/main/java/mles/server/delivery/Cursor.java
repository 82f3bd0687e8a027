package mles.server.delivery;

import mles.protocol.CloseReason;
import mles.server.log.OwnRanges;
import mles.server.log.RetainedSegments;
import mles.server.log.Segment;
import mles.server.log.SegmentMemory;
import mles.server.metrics.Counter;
import mles.server.metrics.LoopCounters;
import mles.server.transport.Member;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Position of a member in the log of its channel, and the one write that it may have under way. Thread: the loop of the
 * member.
 */
public final class Cursor {
    /** Why a member's publishes are not read for a while. */
    public enum Pause {
        /** A reader of its channel is slow. */
        CHANNEL(1),
        /** The memory budget is spent. */
        MEMORY(2),
        /** It has written too much that its own reading has not passed. */
        OWN_RANGES(4),
        /** Too much of it is on its way to the home loop. */
        HANDOVER(8),
        /** The server is stopping. */
        DRAIN(16),
        /** Those of its address publish faster than they may. */
        PACE(32),
        /** It asked for too many answers that it has not got. */
        ANSWERS(64);

        private final int bit;

        Pause(int bit) {
            this.bit = bit;
        }

        int bit() {
            return bit;
        }
    }

    private final Subscriber subscriber;
    private final Member member;
    private final LoopCounters counters;
    private final boolean subscribes;
    private final int mostAtOnce;
    private final OwnRanges own = new OwnRanges();
    private final PauseSet pauses = new PauseSet();
    private @Nullable ReaderGroup group;
    private @Nullable Segment at;
    /** Rest of the history that it still has to get; its reader group holds the frames behind. */
    private @Nullable RetainedSegments history;
    private long historyEnd;
    private @Nullable SegmentMemory pinned;
    private @Nullable AnswerQueue answers;
    private long position;
    private long frame;
    private int writing;
    private boolean parked;
    /** Parked because it takes nothing, not because its socket is broken. */
    private boolean slow;
    private boolean spared;
    private boolean gone;

    public Cursor(Subscriber subscriber, Member member, LoopCounters counters, boolean subscribes) {
        this.subscribes = subscribes;
        this.subscriber = subscriber;
        this.member = member;
        this.counters = counters;
        this.mostAtOnce = WireFormat.FRAMES.equals(member.wireFormat()) ? Member.MOST_TO_WRITE : WireFormat.SLICE;
    }

    /**
     * Begins to read at {@code from}.
     *
     * @param held what the segments up to {@code end} are held by, taken over; null if the reader has it all
     */
    void open(ReaderGroup itsReader, LogPlace from, @Nullable RetainedSegments held, long end) {
        group = itsReader;
        at = from.segment();
        position = from.position();
        frame = from.frame();
        history = held;
        historyEnd = end;
        if (!subscribes) {
            stop();
        }
    }

    public boolean isOpen() {
        return group != null;
    }

    public Subscriber subscriber() {
        return subscriber;
    }

    public Member member() {
        return member;
    }

    /** {@return the memory that is kept for a write under way} */
    public long pinned() {
        return pinned == null ? 0 : pinned.memory().capacity();
    }

    /** {@return the memory that it keeps from being given back: what it has not read, and the frame it has half sent} */
    public long holdsBack() {
        return gone || parked || group == null ? 0 : group.head() - position + member.held();
    }

    /** {@return the bytes that it has not got, and would get} */
    public long lag() {
        return gone || group == null || (parked && !slow) ? 0 : Math.max(0, group.head() - position);
    }

    public long position() {
        return position;
    }

    boolean isWriting() {
        return writing > 0;
    }

    /** {@return whether it may not publish before it has read some more} */
    boolean isHeldUp() {
        return own.isFull() && !parked && !gone;
    }

    public boolean isParked() {
        return parked;
    }

    /** {@return whether it is parked since it takes nothing} */
    public boolean isSlow() {
        return slow;
    }

    /** The member wrote this range itself. */
    void addOwnRange(long from, long to, long frames) {
        if (parked) {
            return;
        }
        own.add(from, to, frames);
        if (own.isFull() && !pauses.has(Pause.OWN_RANGES)) {
            pause(Pause.OWN_RANGES, true);
            if (group != null) {
                group.heldUp(this);
            }
        }
    }

    /** The member asked for an answer. */
    public void asked() {
        if (answers == null) {
            answers = new AnswerQueue();
        }
        if (answers.ask()) {
            pause(Pause.ANSWERS, true);
        }
    }

    /** The answer is {@code number}, as soon as the member has everything before {@code end}. */
    void addAnswer(long end, long tag, long number) {
        if (answers != null) {
            answers.add(end, tag, number);
        }
    }

    /**
     * Writes the next slice, unless it is parked or a write is under way.
     *
     * @return whether that is done already and more is to be written
     */
    boolean send(long head, long headFrame) {
        if (!subscribes) {
            answer(head);
        }
        if (parked || gone || writing > 0) {
            return false;
        }
        skipOwn();
        answer(Math.min(position, head));
        if (gone) {
            return false;
        }
        if (position >= head) {
            caughtUp(headFrame);
            return false;
        }
        Segment segment = segment();
        at = segment;
        long end = segment.readableEnd(head);
        if (!own.isEmpty()) {
            end = Math.min(end, own.from());
        }
        int bytes = (int) Math.min(end - position, mostAtOnce);
        writing = bytes;
        pinned = segment.block().retain();
        member.write(segment.memory(), segment.index(position), bytes);
        return writing == 0 && !parked && position < head;
    }

    /** The write under way ended. */
    public void written(boolean success) {
        int bytes = writing;
        writing = 0;
        if (pinned != null) {
            pinned.release();
            pinned = null;
        }
        if (gone || group == null) {
            return;
        }
        if (!success) {
            stop();
            return;
        }
        position += bytes;
        if (history != null) {
            releaseHistory(history);
        }
        counters.add(Counter.DELIVERED_BYTES, bytes);
        if (position == group.head()) {
            caughtUp(group.headFrame());
        }
        group.progressed(this);
    }

    /** Nothing more is sent; it is a slow reader if its write under way should ever end well. */
    void park() {
        slow = true;
        counters.add(Counter.PARKED, 1);
        stop();
    }

    /** Lets it publish the frame that has half come in, although memory is short. */
    public void spare() {
        pause(Pause.MEMORY, false);
        spared = true;
    }

    public boolean isSpared() {
        return spared;
    }

    /** It published something. */
    public void published() {
        if (spared) {
            pause(Pause.MEMORY, true);
        }
    }

    public void pause(Pause reason, boolean on) {
        spared &= reason != Pause.MEMORY;
        if (gone) {
            return;
        }
        if (pauses.set(reason, on)) {
            member.reading(pauses.isEmpty());
        }
    }

    /** The last call; more of them do nothing. */
    public void close(CloseReason reason) {
        if (gone) {
            return;
        }
        gone = true;
        if (slow) {
            counters.add(Counter.PARKED_LEFT, 1);
        }
        letGo();
        member.close(reason);
    }

    private void stop() {
        parked = true;
        letGo();
        pause(Pause.OWN_RANGES, false);
    }

    private void letGo() {
        at = null;
        if (history != null) {
            history.releaseAll();
            history = null;
        }
    }

    private void releaseHistory(RetainedSegments held) {
        if (position < historyEnd) {
            held.releaseTo(position);
        } else {
            held.releaseAll();
            history = null;
        }
    }

    private void skipOwn() {
        if (own.isEmpty() || own.from() != position) {
            return;
        }
        while (!own.isEmpty() && own.from() == position) {
            position = own.to();
            frame += own.frames();
            boolean wasFull = own.isFull();
            own.removeFirst();
            if (wasFull && !own.isFull()) {
                pause(Pause.OWN_RANGES, false);
            }
        }
        // The links of the chain behind it can go.
        at = segment();
    }

    private void answer(long delivered) {
        AnswerQueue queue = answers;
        if (queue == null) {
            return;
        }
        boolean more = true;
        while (more && !gone) {
            more = queue.tell(member, delivered);
        }
        if (queue.isCalm()) {
            pause(Pause.ANSWERS, false);
        }
    }

    private void caughtUp(long headFrame) {
        if (headFrame > frame) {
            counters.add(Counter.DELIVERED_FRAMES, headFrame - frame);
            frame = headFrame;
        }
    }

    private Segment segment() {
        if (at == null) {
            throw new IllegalStateException("not open");
        }
        return at.reach(position);
    }
}
