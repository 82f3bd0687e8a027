package mles.client;

/**
 * Judges a connection by what the server does not acknowledge. Linux goes on sending it for a quarter of an hour, in which TCP
 * does not probe, and Java has no option for that. For one thread.
 */
final class AckWatch {
    /** Time between two looks. */
    static final int LOOK_MILLIS = 5000;
    /** The first one, and 20 s more. */
    static final int MOST_LOOKS = 5;

    private int looks;
    private int latest;

    /**
     * {@return whether the network counts as dead}
     *
     * @param retransmissions how often in a row the oldest bytes were sent again by now; an acknowledgement resets that
     */
    boolean isDead(int retransmissions) {
        boolean begins = retransmissions < latest || latest == 0;
        latest = retransmissions;
        if (retransmissions == 0) {
            looks = 0;
        } else {
            looks = begins ? 1 : looks + 1;
        }
        return looks == MOST_LOOKS;
    }
}
