package mles.server.store;

/** The appends of one channel that a store has not answered, as positions where they end; oldest first. */
final class InFlightAppends {
    private static final int WIDTH = 2;

    private long[] ends = new long[WIDTH];
    private int first;
    private int count;

    /** Adds an append that ends at {@code position}, where {@code frame} frames have gone by. */
    void add(long position, long frame) {
        if ((first + count + 1) * WIDTH > ends.length) {
            makeRoom();
        }
        int at = (first + count) * WIDTH;
        ends[at] = position;
        ends[at + 1] = frame;
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** {@return the end of the oldest} */
    long position() {
        return ends[first * WIDTH];
    }

    /** {@return the number of frames up to there} */
    long frame() {
        return ends[first * WIDTH + 1];
    }

    void removeFirst() {
        count--;
        first = count == 0 ? 0 : first + 1;
    }

    private void makeRoom() {
        long[] target = (count + 1) * 2 * WIDTH > ends.length ? new long[2 * ends.length] : ends;
        System.arraycopy(ends, first * WIDTH, target, 0, count * WIDTH);
        ends = target;
        first = 0;
    }
}
