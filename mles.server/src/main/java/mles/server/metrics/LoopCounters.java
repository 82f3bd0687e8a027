package mles.server.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Plain counts of one loop: it alone adds, any thread may read. */
@SuppressWarnings("EnumOrdinal") // an index into an array, for the data path; it goes nowhere else
public final class LoopCounters {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[Counter.values().length];

    /** Adds to a count; on the loop of this object only. */
    public void add(Counter counter, long more) {
        COUNT.setOpaque(counts, counter.ordinal(), counts[counter.ordinal()] + more);
    }

    /** {@return a count, as of a moment ago} */
    public long get(Counter counter) {
        return (long) COUNT.getOpaque(counts, counter.ordinal());
    }
}
