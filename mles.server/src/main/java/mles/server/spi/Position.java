package mles.server.spi;

/**
 * Place of a message, or of an engine's entry, in the order of a channel; the same on all servers of a cluster.
 *
 * @param epoch  names one life of the data; where data was lost there is another one
 * @param number grows with each message or entry of a channel within an epoch, not always by one
 */
public record Position(long epoch, long number) {
    /** Before the first entry of any epoch. */
    public static final Position START = new Position(0, 0);

    /** {@return whether this is {@code other}, or behind it in the same epoch} */
    public boolean covers(Position other) {
        return epoch == other.epoch && number >= other.number;
    }
}
