package mles.loadgen;

/**
 * When each message is due at a fixed rate: the publishers take turns, evenly spaced.
 *
 * @param start      when the first one is due
 * @param rate       messages a second over all publishers
 * @param publishers how many take turns
 */
record Schedule(long start, double rate, int publishers) {

    /** {@return when message {@code number} of {@code publisher} is due} */
    long due(int publisher, long number) {
        double position = (double) number * publishers + publisher;
        return start + (long) (position * Clock.SECOND / rate);
    }

    /** {@return the number of messages from {@code number} on that are due, {@code most} at most} */
    int dueBy(long now, int publisher, long number, int most) {
        int count = 0;
        while (count < most && due(publisher, number + count) <= now) {
            count++;
        }
        return count;
    }
}
