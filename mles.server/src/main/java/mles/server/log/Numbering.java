package mles.server.log;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import mles.server.memory.MemoryBudget;
import mles.server.spi.Position;
import mles.server.spi.StoredPositions;
import mles.server.transport.JoinAnswer;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the messages of a log, and when they came. Messages are counted from 1, unless an engine gives the numbers. An empty join
 * has the number of the message before it. The numbers belong to an epoch, which ends when they come to mean other messages. Thread:
 * home loop.
 */
public final class Numbering {
    /** Frames that come within that time of the first one share its time. */
    private static final long RUN_MILLIS = 100;
    private static final long NONE = Long.MIN_VALUE;

    private final @Nullable LongSupplier clock;
    private final Stamps stamps;
    private final List<NumberWalk> walks = new ArrayList<>(0);
    private long epoch = newEpoch();
    /** Epochs of earlier lives, oldest first, each as the position before its first message; they end where the next one begins. */
    private List<Position> earlier = List.of();
    /** End of the last one of them. */
    private long earlierEnd;
    /** Number before that of the first message. */
    private long start;
    /** Messages that ever came. */
    private long count;
    private long frame;
    private long next = 1;
    /** Above all numbers that were given so far, by the engine to messages or to anything else. */
    private long end = 1;
    /** Messages with numbers up to here may be missing. */
    private long lost;
    private long entryMillis = NONE;

    /**
     * Numbers for an empty log.
     *
     * @param clock in milliseconds since 1970; null where no member wants numbers, so that none are kept
     * @param heap  counts what they take
     */
    public Numbering(@Nullable LongSupplier clock, MemoryBudget heap) {
        this.clock = clock;
        this.stamps = new Stamps(heap);
    }

    /** {@return whether numbers and times are kept} */
    public boolean isOn() {
        return clock != null;
    }

    /** {@return the epoch of the messages to come} */
    public long epoch() {
        return epoch;
    }

    /** {@return an epoch of a message that is good for longest: a life without messages leaves no trace of its own one} */
    long epochOf(long number) {
        return earlier.isEmpty() || number > earlierEnd ? epoch : earlier.getLast().epoch();
    }

    /** {@return the number of the newest message} */
    public long newest() {
        return numberOf(count);
    }

    /** Begins the epoch of {@code position}, with numbers behind it. Nothing is kept that has a number. */
    public void begin(Position position) {
        stamps.clear();
        earlier = List.of();
        epoch = position.epoch();
        start = position.number();
        count = 0;
        next = start + 1;
        end = next;
        lost = 0;
    }

    /** Begins an epoch in which the numbers go on, and mean other messages. */
    public void renew() {
        earlier = List.of();
        epoch = newEpoch();
    }

    /**
     * Everything stored has been appended: it has the numbers that it had in earlier lives, whose positions are good up to there.
     *
     * @return the position behind which the present epoch begins
     */
    public Position loaded(StoredPositions stored) {
        long shift = stored.newest() - newest();
        start += shift;
        next += shift;
        end += shift;
        stamps.shift(shift);
        earlier = stored.epochs();
        earlierEnd = stored.newest();
        return new Position(epoch, stored.newest());
    }

    /**
     * {@return the position before frames that a store has not got, and that go into it behind what it has} Where numbers do not go on
     * there, the epoch is one that no member ever hears of.
     *
     * @param unstored messages among those frames
     */
    public Position before(int unstored, StoredPositions stored) {
        long number = isOn() ? numberOf(count - unstored) : stored.newest();
        return number == stored.newest()
                ? new Position(epoch, number)
                : new Position(newEpoch(), Math.max(number, stored.newest()));
    }

    /** The next messages have the numbers from {@code number} on, all below {@code above}, and that time. */
    public void place(long number, long above, long millis) {
        next = number;
        end = above;
        entryMillis = millis;
    }

    /** Messages up to {@code number} may be missing, and the numbers below {@code above} are given. */
    public void lost(long number, long above) {
        lost = number;
        end = above;
    }

    /**
     * Frames came {@code ageMillis} ago.
     *
     * @param messages how many of them are messages
     * @param head     number of the log's next frame
     */
    void appended(int messages, long head, long ageMillis) {
        if (clock == null) {
            return;
        }
        long millis = entryMillis == NONE ? clock.getAsLong() - ageMillis : entryMillis;
        if (stamps.isEmpty() || !goesOn(stamps.last(), millis)) {
            stamps.add(frame, count + 1, next, millis);
        }
        frame = head;
        count += messages;
        next += messages;
        end = Math.max(end, next);
    }

    /** Forgets what lies before the log's frame {@code first}, but for the message that was there last, of all but {@code kept}. */
    void trim(long first, int kept) {
        long oldest = first;
        long ordinal = count - kept;
        for (int i = 0; i < walks.size(); i++) {
            oldest = Math.min(oldest, walks.get(i).frame());
            ordinal = Math.min(ordinal, walks.get(i).ordinal());
        }
        stamps.dropBefore(oldest, ordinal);
    }

    void takenOut(BitSet frames, long first) {
        stamps.takeOut(frames, first);
    }

    /** {@return the places of the frames from {@code first} on, behind which there are {@code kept} messages} */
    NumberWalk walk(long first, int kept) {
        NumberWalk walk = new NumberWalk(this, stamps, first, count - kept);
        walks.add(walk);
        return walk;
    }

    void end(NumberWalk walk) {
        walks.remove(walk);
    }

    /**
     * {@return the answer to a join that gets what follows {@code since}}
     *
     * @param since null for everything
     * @param kept  messages that history has
     */
    JoinAnswer answer(@Nullable Position since, int kept) {
        long floor = Math.max(lost, numberOf(count - kept));
        boolean reached = since != null && since.number() >= floor && since.number() <= end(since.epoch());
        long behind = reached && since != null ? since.number() : numberOf(count - kept);
        long newest = newest();
        return new JoinAnswer(new Position(epochOf(newest), newest), epoch, following(behind),
                since != null && !reached);
    }

    /** {@return the last number that stands for the same message in that epoch and now; below all where the epoch is not known} */
    private long end(long wanted) {
        if (wanted == epoch) {
            return end - 1;
        }
        long until = earlierEnd;
        for (int i = earlier.size() - 1; i >= 0; i--) {
            if (earlier.get(i).epoch() == wanted) {
                return until;
            }
            until = earlier.get(i).number();
        }
        return Long.MIN_VALUE;
    }

    /** {@return the number of the message that is the one {@code ordinal} of all} */
    long numberOf(long ordinal) {
        if (ordinal == 0 || stamps.isEmpty()) {
            return start;
        }
        long run = stamps.runOf(ordinal);
        return stamps.number(run) + ordinal - stamps.ordinal(run);
    }

    /** Gives its memory back. */
    public void close() {
        stamps.close();
    }

    private static long newEpoch() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    /** {@return the number of the first message behind {@code number}, or one that the next message may have} */
    private long following(long number) {
        if (stamps.isEmpty()) {
            return next;
        }
        for (long run = stamps.runOfNumber(number); run <= stamps.last(); run++) {
            long messages = (run == stamps.last() ? count + 1 : stamps.ordinal(run + 1)) - stamps.ordinal(run);
            long candidate = Math.max(number + 1, stamps.number(run));
            if (candidate < stamps.number(run) + messages) {
                return candidate;
            }
        }
        return Math.max(next, number + 1);
    }

    private boolean goesOn(long run, long millis) {
        return stamps.number(run) + count + 1 - stamps.ordinal(run) == next
                && Math.abs(millis - stamps.millis(run)) <= RUN_MILLIS;
    }
}
