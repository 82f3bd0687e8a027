package mles.loadgen;

/** Nanoseconds since the generator was loaded, so that two times can be compared with {@code <}. */
final class Clock {
    static final long SECOND = 1_000_000_000;
    static final long MILLI = 1_000_000;

    private static final long ORIGIN = System.nanoTime();

    private Clock() {
    }

    static long now() {
        return System.nanoTime() - ORIGIN;
    }

    static long nanos(double seconds) {
        return (long) (seconds * SECOND);
    }

    static double seconds(long nanos) {
        return (double) nanos / SECOND;
    }
}
