package mles.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final double BOUND = 1.0 / 128;

    @Test
    void emptyOneIsAllZero() {
        Histogram none = new Histogram();
        assertEquals(0, none.count());
        assertEquals(0, none.mean());
        assertEquals(0, none.quantile(0.5));
        assertEquals(0, none.max());
    }

    @Test
    void smallValuesAreExact() {
        Histogram small = new Histogram();
        for (int i = 0; i < 200; i++) {
            small.record(i);
        }
        assertEquals(0, small.quantile(0));
        assertEquals(99, small.quantile(0.5));
        assertEquals(199, small.quantile(1));
        assertEquals(99.5, small.mean());
    }

    @Test
    void quantilesAreWithinTheBoundOfTheSortedValues() {
        Random random = new Random(8077);
        long[] values = new long[10_000];
        Histogram histogram = new Histogram();
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >>> (1 + random.nextInt(62));
            histogram.record(values[i]);
        }
        Arrays.sort(values);
        for (double share : new double[]{0.0001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            long told = histogram.quantile(share);
            assertTrue(told >= exact && told - exact <= exact * BOUND, share + ": " + told + " for " + exact);
        }
    }

    @Test
    void extremesHaveAPlace() {
        Histogram extremes = new Histogram();
        extremes.record(-5);
        extremes.record(Long.MAX_VALUE / 2);
        assertEquals(0, extremes.quantile(0.5));
        assertEquals(Long.MAX_VALUE / 2, extremes.quantile(1));
        assertEquals(Long.MAX_VALUE / 2, extremes.max());
    }

    @Test
    void sumOfTwoIsAsIfThereWereOne() {
        Histogram one = new Histogram();
        one.record(1000, 3);
        Histogram other = new Histogram();
        other.record(5000);
        one.add(other);
        assertEquals(4, one.count());
        assertEquals(2000, one.mean());
        assertEquals(1000, (double) one.quantile(0.75), 1000 * BOUND);
        assertEquals(5000, one.quantile(1));
    }
}
