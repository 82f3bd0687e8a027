package mles.loadgen;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks that each of some subscribers gets each message of its publishers once and in order. A message that is missing
 * counts as lost until it comes after all; then it counts as out of order. For one thread.
 */
final class Checker {
    /** Expected number at the start of a late joiner: any message may come first. */
    private static final long ANY = -1;
    /** Gaps remembered for each subscriber and publisher; a message that fills a forgotten one counts as duplicated. */
    private static final int MOST_GAPS = 1024;

    private final long[][] next;
    private final Map<Long, TreeMap<Long, Long>> gaps = new HashMap<>();
    private long lost;
    private long duplicated;
    private long reordered;
    private long foreign;

    /**
     * @param seats for each publisher, how many subscribers it has here
     * @param late  whether they join late, so that the first message may be any
     */
    Checker(int[] seats, boolean late) {
        next = new long[seats.length][];
        for (int i = 0; i < seats.length; i++) {
            next[i] = new long[seats[i]];
            Arrays.fill(next[i], late ? ANY : 0);
        }
    }

    /** A subscriber got a message of a publisher of its channel. */
    void arrived(int publisher, int seat, long sequence) {
        long[] seats = next[publisher];
        if (seats[seat] == sequence) {
            seats[seat] = sequence + 1;
        } else {
            irregular(publisher, seat, sequence);
        }
    }

    /** A subscriber got a frame that no publisher of this run sent to it. */
    void foreign() {
        foreign++;
    }

    /** A late joiner takes the place of another one. */
    void renew(int publisher, int seat) {
        next[publisher][seat] = ANY;
        gaps.remove(key(publisher, seat));
    }

    /** {@return the number of the message that a subscriber waits for; negative for a late joiner that got none} */
    long next(int publisher, int seat) {
        return next[publisher][seat];
    }

    /** {@return the number of the message that the slowest subscriber waits for; all have what was before it} */
    long slowest(int publisher) {
        long least = Long.MAX_VALUE;
        for (long sequence : next[publisher]) {
            least = Math.min(least, sequence);
        }
        return least;
    }

    /** Nothing more of {@code publisher} will come, which has sent {@code sent} messages. */
    void end(int publisher, long sent) {
        for (long sequence : next[publisher]) {
            lost += Math.max(0, sent - sequence);
        }
    }

    long lost() {
        return lost;
    }

    long duplicated() {
        return duplicated;
    }

    long reordered() {
        return reordered;
    }

    long foreigners() {
        return foreign;
    }

    /** {@return whether nothing was wrong} */
    boolean isClean() {
        return lost == 0 && duplicated == 0 && reordered == 0 && foreign == 0;
    }

    private void irregular(int publisher, int seat, long sequence) {
        long expected = next[publisher][seat];
        if (expected == ANY) {
            next[publisher][seat] = sequence + 1;
        } else if (sequence > expected) {
            lost += sequence - expected;
            open(publisher, seat, expected, sequence);
            next[publisher][seat] = sequence + 1;
        } else if (fill(publisher, seat, sequence)) {
            lost--;
            reordered++;
        } else {
            duplicated++;
        }
    }

    private void open(int publisher, int seat, long from, long to) {
        TreeMap<Long, Long> missing = gaps.computeIfAbsent(key(publisher, seat), unused -> new TreeMap<>());
        missing.put(from, to);
        if (missing.size() > MOST_GAPS) {
            missing.pollFirstEntry();
        }
    }

    private boolean fill(int publisher, int seat, long sequence) {
        TreeMap<Long, Long> missing = gaps.get(key(publisher, seat));
        Map.Entry<Long, Long> gap = missing == null ? null : missing.floorEntry(sequence);
        if (missing == null || gap == null || gap.getValue() <= sequence) {
            return false;
        }
        missing.remove(gap.getKey());
        if (gap.getKey() < sequence) {
            missing.put(gap.getKey(), sequence);
        }
        if (sequence + 1 < gap.getValue()) {
            missing.put(sequence + 1, gap.getValue());
        }
        return true;
    }

    private static Long key(int publisher, int seat) {
        return (long) publisher << Integer.SIZE | seat;
    }
}
