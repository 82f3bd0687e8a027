package mles.server.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Times, counted in buckets from a millisecond to five seconds. Thread-safe. */
public final class Histogram {
    /** Upper bounds of the buckets, in seconds; one more has no bound. */
    public static final List<Double> BOUNDS = List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
            5.0);

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.size() + 1);
    private final LongAdder sum = new LongAdder();

    /** Counts a time. */
    public void add(long nanos) {
        sum.add(nanos);
        double seconds = nanos / NANOS_PER_SECOND;
        int bucket = 0;
        while (bucket < BOUNDS.size() && seconds > BOUNDS.get(bucket)) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
    }

    /** {@return the number of times in each bucket} */
    public List<Long> counts() {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i <= BOUNDS.size(); i++) {
            all.add(counts.get(i));
        }
        return all;
    }

    /** {@return all times together, in seconds} */
    public double sum() {
        return sum.sum() / NANOS_PER_SECOND;
    }
}
