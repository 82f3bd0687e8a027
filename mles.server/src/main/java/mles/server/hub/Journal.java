package mles.server.hub;

/** What a hub has to do with a store. For the home loop. */
interface Journal {
    /** Of a channel of which nothing is stored. */
    Journal NONE = new Journal() {
    };

    /**
     * Waits for the stored frames, for a while.
     *
     * @param free whether the store has let go of an earlier hub of that name
     */
    default void load(boolean free) {
    }

    /** The store has let go of an earlier hub of that name. */
    default void read() {
    }

    /** {@return whether the store may have something open for it} */
    default boolean hasBegun() {
        return false;
    }

    /** {@return whether it is not loaded yet, so that whatever is done to the channel has to wait} */
    default boolean isLoading() {
        return false;
    }

    /** {@return whether nothing can be published, since nothing can be stored} */
    default boolean isUnavailable() {
        return false;
    }

    /** Runs {@code task} behind what waits already, when everything is loaded. */
    default void later(Runnable task) {
        throw new IllegalStateException("nothing is being loaded");
    }

    /** {@code author} appended something to the log. */
    default void appended(Author author) {
    }

    /** Holds what the log has added, before the log may let go of it. */
    default void hold() {
    }

    /** Hands everything appended since the last call to the store. */
    default void handOver() {
    }

    /** The log was written anew. */
    default void compacted() {
    }

    /** Forgets what is stored; {@code done} runs when that is so. */
    default void clear(Runnable done) {
        done.run();
    }

    /** Ends behind everything appended; {@code then} runs when the store has let go of the channel, if it had begun. */
    default void close(Runnable then) {
    }
}
