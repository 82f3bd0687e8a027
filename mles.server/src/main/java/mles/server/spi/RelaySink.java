package mles.server.spi;

/**
 * Takes the entries of one channel. Thread: any, one call at a time for each {@link RelayChannel}; returns at once.
 *
 * <p>Entries may come twice, late or not at all on the live path: the taker knows by the positions, and asks again by
 * {@link RelayChannel#tail}.
 */
public interface RelaySink {
    /**
     * Takes an entry.
     *
     * @param at             its position
     * @param before         position of the channel's entry before it. Of the first entry that {@link RelayChannel#tail} gives it is
     *                       where that was to begin, or the start of the epoch, which has the number 0
     * @param entry          the entry; its frames may be kept
     * @param storedAtMillis when the engine took it, in milliseconds since 1970
     * @return whether more are wanted now; otherwise nothing comes before the next {@link RelayChannel#tail}
     */
    boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis);

    /**
     * Everything up to {@code last}, the engine's newest entry of the channel, was given; others follow as they come.
     *
     * @param last {@link Position#START} in a channel that never had an entry, with the epoch of the engine
     */
    void live(Position last);

    /**
     * The engine has not kept all entries between the place where the tail was to begin and {@code before}. The next entry
     * follows {@code before}.
     */
    void lost(Position before);

    /**
     * The tail cannot be given at present. Nothing comes before the next {@link RelayChannel#tail}.
     *
     * @param why one line, without a secret
     */
    void failed(String why);
}
