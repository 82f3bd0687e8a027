package mles.server.delivery;

/** The channel as its feeds see it. */
public interface DeliveryListener {
    /** Flushes the channel at the end of the turn. Thread: home loop. */
    void flushLater();

    /** A group needs the publishers to wait, or does not any more. Thread: that of the group. */
    void onStalled(ReaderGroup group, boolean stalled);

    /** The loop of a group has taken in the last announcement. Thread: home loop. */
    void onArrived();
}
