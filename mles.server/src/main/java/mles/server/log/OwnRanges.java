package mles.server.log;

/**
 * The ranges of a log that one member wrote itself and must not get back, oldest first, those behind its cursor
 * forgotten. A publisher that keeps up has one at most.
 */
public final class OwnRanges {
    /** A member with this many does not publish on until its reading has caught up. */
    public static final int CAP = 1024;
    private static final int WIDTH = 3;

    private long[] ranges = new long[0];
    private int first;
    private int count;

    /** Adds a range behind all others; one that touches the last extends it. */
    public void add(long from, long to, long frames) {
        int last = (first + count - 1) * WIDTH;
        if (count > 0 && ranges[last + 1] == from) {
            ranges[last + 1] = to;
            ranges[last + 2] += frames;
            return;
        }
        if ((first + count + 1) * WIDTH > ranges.length) {
            makeRoom();
        }
        int at = (first + count) * WIDTH;
        ranges[at] = from;
        ranges[at + 1] = to;
        ranges[at + 2] = frames;
        count++;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public boolean isFull() {
        return count >= CAP;
    }

    /** {@return the begin of the oldest} */
    public long from() {
        return ranges[first * WIDTH];
    }

    /** {@return the end of the oldest} */
    public long to() {
        return ranges[first * WIDTH + 1];
    }

    /** {@return the end of the newest} */
    public long end() {
        return ranges[(first + count - 1) * WIDTH + 1];
    }

    /** {@return the frames in the oldest} */
    public long frames() {
        return ranges[first * WIDTH + 2];
    }

    /** {@return whether {@code position} is in one of them} */
    public boolean covers(long position) {
        int low = first;
        int high = first + count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (ranges[middle * WIDTH] > position) {
                high = middle - 1;
            } else if (ranges[middle * WIDTH + 1] <= position) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    public void removeFirst() {
        count--;
        first = count == 0 ? 0 : first + 1;
    }

    private void makeRoom() {
        long[] target = (count + 1) * 2 * WIDTH > ranges.length
                ? new long[Math.max(WIDTH, 2 * ranges.length)]
                : ranges;
        System.arraycopy(ranges, first * WIDTH, target, 0, count * WIDTH);
        ranges = target;
        first = 0;
    }
}
