package mles.loadgen;

/**
 * Counts of values, each known to one part in 128, in fixed room. For one thread. HdrHistogram does the same and is no
 * Java module, so the image cannot hold it.
 */
final class Histogram {
    private static final int BITS = 7;
    private static final int STEPS = 1 << BITS;

    private final long[] counts = new long[(Long.SIZE - BITS) * STEPS];
    private long count;
    private long sum;
    private long max;

    /** Adds {@code value}; below 0 it counts as 0. */
    void record(long value) {
        record(value, 1);
    }

    /** Adds {@code value} {@code times} times. */
    void record(long value, long times) {
        long recorded = Math.max(0, value);
        counts[slot(recorded)] += times;
        count += times;
        sum += recorded * times;
        max = Math.max(max, recorded);
    }

    void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        sum += other.sum;
        max = Math.max(max, other.max);
    }

    long count() {
        return count;
    }

    double mean() {
        return count == 0 ? 0 : (double) sum / count;
    }

    long max() {
        return max;
    }

    /** {@return a value that {@code share} of the values do not exceed, at most 1/128 above the least such; 0 when empty} */
    long quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(max, highest(i));
            }
        }
        return 0;
    }

    /** Exact below 2^BITS; above, the leading bits with the number of those that follow. */
    private static int slot(long value) {
        int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value));
        return (shift << BITS) + (int) (value >>> shift);
    }

    private static long highest(int slot) {
        int shift = Math.max(0, (slot >> BITS) - 1);
        return ((slot - ((long) shift << BITS) + 1) << shift) - 1;
    }
}
