package mles.server.log;

import java.util.BitSet;
import mles.server.transport.MemoryAccount;

/**
 * Numbers and times of the newest frames of a log, in runs: a run has one time, and the numbers of its messages follow each other. A
 * ring without objects. Thread: home loop.
 */
final class Stamps {
    private static final int SMALLEST = 4;
    /** A ring that is larger than this is made smaller when little is left in it. */
    private static final int WORTH_SHRINKING = 64;
    private static final int FRAME = 0;
    private static final int ORDINAL = 1;
    private static final int NUMBER = 2;
    private static final int MILLIS = 3;
    private static final int FIELDS = 4;

    private final MemoryAccount account;
    private long[] ring = {};
    private long first;
    private long end;

    /** @param account counts its memory */
    Stamps(MemoryAccount account) {
        this.account = account;
    }

    boolean isEmpty() {
        return first == end;
    }

    /** {@return the runs kept} */
    int size() {
        return (int) (end - first);
    }

    /** {@return the index of the oldest run kept; an index stays when older runs go} */
    long first() {
        return first;
    }

    /** {@return the index of the newest run} */
    long last() {
        return end - 1;
    }

    /** {@return the number of the log's frame with which a run begins} */
    long frame(long run) {
        return get(run, FRAME);
    }

    /** {@return the place of the run's first message among all messages, 1 for the first one; the same for a run without one} */
    long ordinal(long run) {
        return get(run, ORDINAL);
    }

    /** {@return the number of the run's first message} */
    long number(long run) {
        return get(run, NUMBER);
    }

    long millis(long run) {
        return get(run, MILLIS);
    }

    void add(long frame, long ordinal, long number, long millis) {
        if (size() == capacity()) {
            resize(Math.max(SMALLEST, 2 * capacity()));
        }
        int at = at(end++);
        ring[at + FRAME] = frame;
        ring[at + ORDINAL] = ordinal;
        ring[at + NUMBER] = number;
        ring[at + MILLIS] = millis;
    }

    /** Drops runs of which no frame from {@code frame} on is, and no message from {@code ordinal} on. */
    void dropBefore(long frame, long ordinal) {
        while (size() > 1 && frame(first + 1) <= frame
                && (ordinal(first + 1) <= ordinal || ordinal(first + 1) == ordinal(first))) {
            first++;
        }
        if (capacity() > WORTH_SHRINKING && size() < capacity() / 8) {
            resize(capacity() / 4);
        }
    }

    /** {@return the newest run whose first message is not behind that of {@code ordinal}, the oldest one where all are} */
    long runOf(long ordinal) {
        return lastUpTo(ORDINAL, ordinal);
    }

    /** {@return the newest run that begins with {@code number} or a lower one, the oldest one where none does} */
    long runOfNumber(long number) {
        return lastUpTo(NUMBER, number);
    }

    /** {@return the newest run that begins with {@code frame} or before it, the oldest one where none does} */
    long runOfFrame(long frame) {
        return lastUpTo(FRAME, frame);
    }

    /** Frames go, by their numbers from {@code start} on; those before them take higher numbers. Indexes of runs change. */
    void takeOut(BitSet frames, long start) {
        int left = frames.cardinality();
        int passed = 0;
        long kept = first;
        for (long run = first; run < end; run++) {
            int index = (int) Math.max(0, frame(run) - start);
            left -= frames.get(passed, Math.max(passed, index)).cardinality();
            passed = Math.max(passed, index);
            long frame = frame(run) + left;
            if (kept > first && frame(kept - 1) == frame && ordinal(kept - 1) == ordinal(run)) {
                kept--;
            }
            System.arraycopy(ring, at(run), ring, at(kept), FIELDS);
            ring[at(kept++) + FRAME] = frame;
        }
        end = kept;
    }

    /** All numbers are higher by {@code more}. */
    void shift(long more) {
        for (long run = first; run < end; run++) {
            ring[at(run) + NUMBER] += more;
        }
    }

    void clear() {
        first = end;
    }

    /** Gives its memory back. */
    void close() {
        clear();
        resize(0);
    }

    private long lastUpTo(int field, long value) {
        long low = first;
        long high = end - 1;
        while (low < high) {
            long middle = high - (high - low) / 2;
            if (get(middle, field) <= value) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void resize(int capacity) {
        long[] next = new long[capacity * FIELDS];
        for (long run = first; run < end; run++) {
            System.arraycopy(ring, at(run), next, (int) (run & (capacity - 1)) * FIELDS, FIELDS);
        }
        account.take((long) next.length * Long.BYTES);
        account.give((long) ring.length * Long.BYTES);
        ring = next;
    }

    private int capacity() {
        return ring.length / FIELDS;
    }

    private long get(long run, int field) {
        return ring[at(run) + field];
    }

    private int at(long run) {
        return (int) (run & (capacity() - 1)) * FIELDS;
    }
}
