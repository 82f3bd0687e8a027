package mles.server.channel;

import java.util.BitSet;
import java.util.function.Consumer;
import mles.protocol.CloseReason;
import mles.server.log.LogFollower;
import mles.server.log.Publisher;
import org.jspecify.annotations.Nullable;

/** The store as a channel sees it. Thread: home loop. */
public interface HistoryWriter extends LogFollower {
    /** Of a channel of which nothing is stored. */
    HistoryWriter NONE = new HistoryWriter() {
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

    /** {@return the reason to refuse what members bring now, null without one} */
    default @Nullable CloseReason outage() {
        return null;
    }

    /** {@return whether the store is being read, or tried again} */
    default boolean isBusy() {
        return false;
    }

    /** {@return whether the log has what a failing store lacks} */
    default boolean isBehind() {
        return false;
    }

    /** Tries a failing store again now, for there will not be much time. */
    default void hurry() {
    }

    /** Runs {@code task} behind what waits already, when everything is loaded. */
    default void afterLoad(Runnable task) {
        throw new IllegalStateException("nothing is being loaded");
    }

    /** {@return whether frames stay in the order in which they were appended, which is that of the store} */
    default boolean keepsOrder() {
        return false;
    }

    /** {@code publisher} appended something to the log. */
    default void appended(Publisher publisher) {
    }

    @Override
    default void retain() {
    }

    @Override
    default void flush() {
    }

    /** {@return the end of what may be taken out of the log: the store has to get what is behind as it is} */
    default long settled() {
        return Long.MAX_VALUE;
    }

    /** Frames before {@link #settled()} are to be taken out of the log, by their numbers from its start. */
    default void takenOut(BitSet frames) {
    }

    /** Forgets what is stored; {@code done} gets whether that is so, or will be without more being asked. */
    default void clear(Consumer<Boolean> done) {
        done.accept(true);
    }

    /** Ends behind everything appended; {@code then} runs when the store has let go of the channel, if it had begun. */
    default void close(Runnable then) {
    }
}
