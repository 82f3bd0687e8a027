package mles.client;

import java.util.Arrays;

/**
 * The part of a replay that was received before, found by the order of both. A replay is the end of the server's log, which
 * has one order: it begins in the midst of what was received, repeats that to its end, and goes on with what is new. Where
 * equal frames leave a choice, the longest overlap counts. Digests stand for frames. For one thread.
 */
final class Overlap {
    /** Frames that are remembered, those received last. */
    static final int MOST_FRAMES = 1 << 16;
    private static final int FIRST_CAPACITY = 256;

    private long[] digests = new long[FIRST_CAPACITY];
    private long count;
    /** Supposed start of the replay among the received frames, and the number of frames that it has repeated since. */
    private long start;
    private int length;
    private long reach;
    private boolean over = true;
    private boolean anchored;
    private boolean doubted;

    /** {@return the number of frames received, remembered or not} */
    long count() {
        return count;
    }

    /** Remembers a frame that is new. */
    void add(long digest) {
        if (count == digests.length && digests.length < MOST_FRAMES) {
            digests = Arrays.copyOf(digests, 2 * digests.length);
        }
        digests[index(count)] = digest;
        count++;
    }

    /** A replay begins. */
    void begin() {
        start = oldest();
        length = 0;
        reach = Long.MAX_VALUE;
        anchored = false;
        doubted = false;
        over = count == 0;
    }

    /** {@return whether no replay is running, or all that was received has been repeated} */
    boolean isOver() {
        return over;
    }

    /** {@return whether repeats are likely to come} */
    boolean isRunning() {
        return !over && !doubted;
    }

    /** {@return the number of frames before the first one that was repeated; the largest number where none was} */
    long reach() {
        return reach;
    }

    /** Nothing came for long: from here on only frames that are certain to be repeats count as such. */
    void doubt() {
        doubted = true;
    }

    /** {@return whether {@code digest} can be the next repeat} */
    boolean repeats(long digest) {
        for (long from = start; from + length < count; from++) {
            if (at(from + length) == digest && isSame(from)) {
                advance(from, length + 1);
                return true;
            }
        }
        return false;
    }

    /** Takes note of a frame that is a repeat for certain, and the only one of its digest. */
    void anchor(long digest) {
        for (long from = start + length; !over && from < count; from++) {
            if (at(from) == digest) {
                boolean goesOn = from == start + length && length > 0;
                advance(goesOn ? start : from, goesOn ? length + 1 : 1);
                anchored = true;
                doubted = false;
                return;
            }
        }
    }

    /**
     * Ends the overlap, as something came that is new.
     *
     * @return whether it is not certain that the new frame follows the last one received
     */
    boolean end() {
        over = true;
        return length == 0 || !isSame(count - length);
    }

    private void advance(long from, int matched) {
        reach = anchored ? reach : from;
        start = from;
        length = matched;
        over = start + length == count;
    }

    /** {@return whether what was repeated stands at {@code from}, too} */
    private boolean isSame(long from) {
        for (int i = 0; from != start && i < length; i++) {
            if (at(from + i) != at(start + i)) {
                return false;
            }
        }
        return true;
    }

    private long oldest() {
        return Math.max(0, count - digests.length);
    }

    private long at(long position) {
        return digests[index(position)];
    }

    private int index(long position) {
        return (int) (position & digests.length - 1);
    }
}
