package mles.server.log;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import mles.server.spi.Position;
import mles.server.spi.Retention;
import mles.server.transport.JoinAnswer;
import org.jspecify.annotations.Nullable;

/**
 * Which frames of a log a joiner gets: it moves the start of the log. Frames are counted without empty joins (SPEC
 * 5.3); bytes and age are limits on all of them. For the home loop.
 */
public final class HistoryWindow {
    private static final long MARK_NANOS = 1_000_000_000;
    /** Memory that is not worth the work of giving it back. */
    private static final int SPARE = 4096;
    /** More than this is not copied only to save memory. */
    private static final int MOST_TO_MOVE = 256 * 1024;

    private final ChannelLog log;
    private final Retention keep;
    private final long ageNanos;
    private final LongSupplier clock;
    private final Numbering numbering;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>(0);
    private int messages;
    /** The head at the last look for a crowd of empty joins. */
    private long crowdLookedAt;

    /** Frames before {@code position}, and behind the previous mark, came from {@code since} to {@code last}. */
    private record Mark(long since, long last, long position) {
    }

    /** @param clock in nanoseconds */
    public HistoryWindow(ChannelLog log, Retention keep, LongSupplier clock, Numbering numbering) {
        this.log = log;
        this.keep = keep;
        this.ageNanos = keep.maxAge().toNanos();
        this.clock = clock;
        this.numbering = numbering;
    }

    public boolean isEmpty() {
        return log.start() == log.head();
    }

    public boolean isOff() {
        return keep.isOff();
    }

    /** These bytes of {@code in} were appended to the log just now. */
    public void appended(ByteBuf in, int at, int bytes) {
        appended(in, at, bytes, 0);
    }

    /** These bytes of {@code in} were appended to the log just now, and came first {@code ageMillis} ago. */
    public void appended(ByteBuf in, int at, int bytes, long ageMillis) {
        if (isOff() && !numbering.isOn()) {
            log.dropAll();
            return;
        }
        int fresh = Retention.messages(in.internalNioBuffer(at, bytes));
        numbering.appended(fresh, log.headFrame(), ageMillis);
        if (isOff()) {
            log.dropAll();
        } else {
            messages += fresh;
            trim();
            if (ageNanos > 0) {
                mark(clock.getAsLong() - TimeUnit.MILLISECONDS.toNanos(ageMillis));
                expire();
            }
        }
        numbering.trim(log.startFrame(), messages);
    }

    /** {@return the numbers of its messages} */
    public Numbering numbering() {
        return numbering;
    }

    /** {@return the messages kept from {@code position} on} A walk over all frames. */
    public int messagesFrom(long position) {
        int found = 0;
        FrameIterator iterator = new FrameIterator(log);
        while (iterator.next()) {
            found += iterator.position() >= position && !iterator.isEmptyJoin() ? 1 : 0;
        }
        return found;
    }

    /** {@return the answer to a join that gets what follows {@code since}, or everything where that is null} */
    public JoinAnswer answer(@Nullable Position since) {
        return numbering.answer(since, messages);
    }

    /** {@return the places of the frames from the start of the log on} */
    public NumberWalk walk() {
        return numbering.walk(log.startFrame(), messages);
    }

    /**
     * The last {@code older} frames of the log, which were appended just now, are older than the {@code newer} ones before
     * them.
     */
    public void reorder(long newer, long older) {
        long from = LogReorderer.run(log, newer, older);
        if (!marks.isEmpty() && marks.getLast().position() > from) {
            Mark last = marks.removeLast();
            long since = last.since();
            while (!marks.isEmpty() && marks.getLast().position() > from) {
                since = marks.removeLast().since();
            }
            marks.add(new Mark(since, last.last(), log.head()));
        }
    }

    /** Drops frames above the limits, except those that no reader could see yet. */
    public void trim() {
        while (log.start() < log.highWatermark() && keep.isExceeded(messages, log.head() - log.start())) {
            dropFirst();
        }
    }

    /** Drops what is too old by now. */
    public void expire() {
        long now = marks.isEmpty() ? 0 : clock.getAsLong();
        while (!marks.isEmpty() && now - marks.peek().last() > ageNanos) {
            long position = marks.remove().position();
            while (log.start() < Math.min(position, log.highWatermark())) {
                dropFirst();
            }
        }
    }

    public void clear() {
        messages = 0;
        marks.clear();
        log.dropAll();
        if (log.capacity() > SPARE) {
            log.seal();
        }
    }

    /** {@return the memory that {@link #clear()} would give back, none where that is not worth it} */
    public long clearable() {
        long memory = log.capacity();
        return isEmpty() && memory <= SPARE ? 0 : memory;
    }

    /** Frees memory that a burst has left mostly empty. Only while there is no reader. */
    public void tighten() {
        long bytes = log.head() - log.start();
        if (bytes <= MOST_TO_MOVE && log.capacity() > SPARE + 2 * bytes) {
            LogCompactor.tighten(log);
        }
    }

    /** {@return whether it has many more empty joins than it need have} */
    public boolean isCrowded() {
        return keep.isCrowded(emptyJoins());
    }

    /**
     * {@return whether everything seen at the last look for a crowd lies before {@code settled}} A walk over all frames with each
     * new frame would cost too much.
     */
    public boolean isCrowdDue(long settled) {
        return settled >= crowdLookedAt;
    }

    /**
     * {@return the oldest empty joins before {@code end}, all but as many as there may be messages: their numbers, counted from
     * the start of the log}
     */
    public BitSet crowd(long end) {
        crowdLookedAt = log.head();
        BitSet crowd = new BitSet();
        FrameIterator iterator = new FrameIterator(log);
        long left = emptyJoins() - keep.maxFrames();
        for (int i = 0; left > 0 && iterator.next() && iterator.position() < end; i++) {
            if (iterator.isEmptyJoin()) {
                crowd.set(i);
                left--;
            }
        }
        return crowd;
    }

    /** Drops these frames, one at least, given by their numbers from the start of the log. */
    public void takeOut(BitSet frames) {
        ArrayDeque<Mark> moved = new ArrayDeque<>(0);
        numbering.takenOut(frames, log.startFrame());
        LogCompactor.run(log, frames, (from, to) -> {
            while (!marks.isEmpty() && marks.peek().position() <= from) {
                Mark mark = marks.remove();
                moved.add(new Mark(mark.since(), mark.last(), to));
            }
        });
        while (!moved.isEmpty()) {
            marks.addFirst(moved.removeLast());
        }
    }

    private long emptyJoins() {
        return log.headFrame() - log.startFrame() - messages;
    }

    private void mark(long now) {
        Mark last = marks.peekLast();
        long since = now;
        if (last != null && now - last.since() < MARK_NANOS) {
            since = last.since();
            marks.removeLast();
        }
        marks.add(new Mark(since, now, log.head()));
    }

    private void dropFirst() {
        Segment segment = log.first();
        if (segment != null) {
            int index = segment.index(log.start());
            if (Retention.isMessage(segment.view(), index, index + log.startFrameSize())) {
                messages--;
            }
        }
        log.dropFirst();
    }
}
