package mles.server.spi;

/** One channel in the engine of a cluster, for one server. Its methods return at once. Thread: home loop of the channel. */
public interface RelayChannel extends AutoCloseable {
    /**
     * Asks the engine to put {@code entry} behind all others. There is one proposal at a time: the next comes behind the
     * answer, or behind the entry itself. The same entry may be proposed again after a failure; within two minutes the engine must not take it twice,
     * and knows it by origin and batch.
     *
     * @param entry  at most {@link Relay#largestEntry} bytes
     * @param answer {@link Ack#stored} when the engine has taken it, as safely as it promises; {@link Ack#failed} when that is
     *               not known: it may still come
     */
    void propose(RelayEntry entry, Ack answer);

    /**
     * Asks for the entries behind {@code from}, in order, then {@link RelaySink#live}, then the new ones. A new call ends
     * what an earlier one still brings, but for calls under way. Where the engine's epoch is not that of {@code from}, it
     * begins at the oldest entry kept.
     *
     * @param from {@link Position#START} for everything kept
     */
    void tail(Position from);

    /** Ends it: nothing comes any more, but for a call under way. */
    @Override
    void close();
}
