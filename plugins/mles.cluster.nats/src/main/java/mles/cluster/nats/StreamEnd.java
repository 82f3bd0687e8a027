package mles.cluster.nats;

/**
 * The end of a stream, as one probe has seen it.
 *
 * @param attempt number of the probe; later ones have higher numbers
 * @param number  number of its message in the stream
 */
record StreamEnd(long attempt, long number) {
    /** Of a stream of which nothing is known. */
    static final StreamEnd UNKNOWN = new StreamEnd(0, 0);

    private static final long LOST = -1;

    /** {@return the end that is known after another probe, whose answer may have been overtaken} */
    StreamEnd then(StreamEnd next) {
        if (isLost() || next.attempt < attempt) {
            return this;
        }
        return next.number > number ? next : new StreamEnd(next.attempt, LOST);
    }

    /** {@return whether a later probe had no higher number: the stream has lost what was behind it} */
    boolean isLost() {
        return number == LOST;
    }
}
