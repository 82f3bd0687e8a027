package mles.server.log;

/** Numbers and times of the frames of a log, one after the other. What is not passed is kept for it. Thread: home loop. */
public final class NumberWalk {
    private final Numbering numbering;
    private final Stamps stamps;
    private long frame;
    private long ordinal;
    private long run;
    private long number;

    /**
     * A walk that stands before a frame.
     *
     * @param frame   number of that frame
     * @param ordinal how many messages there ever were before it
     */
    NumberWalk(Numbering numbering, Stamps stamps, long frame, long ordinal) {
        this.numbering = numbering;
        this.stamps = stamps;
        this.frame = frame;
        this.ordinal = ordinal;
        this.number = numbering.numberOf(ordinal);
        this.run = stamps.isEmpty() ? stamps.first() : stamps.runOfFrame(frame);
    }

    /** Goes over the next frame. */
    public void next(boolean isMessage) {
        run = Math.max(stamps.first(), Math.min(run, stamps.last()));
        while (run < stamps.last() && stamps.frame(run + 1) <= frame) {
            run++;
        }
        if (isMessage) {
            ordinal++;
            number = stamps.number(run) + ordinal - stamps.ordinal(run);
        }
        frame++;
    }

    /** {@return the epoch of that frame} */
    public long epoch() {
        return numbering.epochOf(number);
    }

    /** {@return the number of the frame that was passed last} */
    public long number() {
        return number;
    }

    /** {@return when that frame came, in milliseconds since 1970} */
    public long millis() {
        return stamps.millis(run);
    }

    long frame() {
        return frame;
    }

    long ordinal() {
        return ordinal;
    }

    /** Ends: nothing is kept for it any more. */
    public void close() {
        numbering.end(this);
    }
}
