package mles.server.log;

import org.jspecify.annotations.Nullable;

/** A part of the chain of segments, each of them held by one reference. For one loop. */
public final class RetainedSegments {
    private @Nullable Segment first;
    private @Nullable Segment last;

    /** {@return the oldest segment held} */
    @Nullable
    public Segment first() {
        return first;
    }

    /** Takes over one reference on each segment of a part of the chain, which is behind what is held already. */
    public void add(Segment from, Segment to) {
        if (first == null) {
            first = from;
        }
        last = to;
    }

    /**
     * Holds all behind {@code from}, which was added last, up to {@code to}.
     *
     * @return that
     */
    public Segment extend(Segment from, Segment to) {
        from.retainTo(to);
        Segment behind = from.next();
        if (from != to && behind != null) {
            add(behind, to);
        }
        return to;
    }

    /** {@return whether there is something to let go of before {@code position}} */
    public boolean isPassed(long position) {
        if (first == null) {
            return false;
        }
        Segment next = first == last ? null : first.next();
        return next != null
                ? next.start() <= position
                : first.isSingle() && position >= first.start() + first.capacity();
    }

    /** Lets go of what is not needed from {@code position} on; the last segment may grow, and stays. */
    public void releaseTo(long position) {
        while (isPassed(position)) {
            releaseFirst();
        }
    }

    public void releaseAll() {
        while (first != null) {
            releaseFirst();
        }
    }

    private void releaseFirst() {
        Segment passed = first;
        if (passed != null) {
            first = passed == last ? null : passed.next();
            passed.release();
        }
        if (first == null) {
            last = null;
        }
    }
}
