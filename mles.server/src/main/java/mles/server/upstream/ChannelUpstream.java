package mles.server.upstream;

import mles.server.delivery.Cursor;
import mles.server.log.LogFollower;
import org.jspecify.annotations.Nullable;

/** The link of one channel to the upstream server. Thread: home loop. */
public interface ChannelUpstream extends LogFollower {
    /** Of a channel without a link. */
    ChannelUpstream NONE = new ChannelUpstream() {
    };

    /** A member has joined, and the channel has the frames that it brought. */
    default void joined(MemberJoin join) {
    }

    /** The last member has left. */
    default void memberless() {
    }

    /** {@return the filter for frames of members; null while none is needed} */
    default @Nullable FrameFilter filter() {
        return null;
    }

    /** {@return whether it is not there, or neither up nor about to be} */
    default boolean isResting() {
        return true;
    }

    /** {@return whether publishers wait for the history of the upstream server} */
    default boolean isOpening() {
        return false;
    }

    /** Runs {@code task} behind those that wait already, when it is open. */
    default void afterOpening(Runnable task) {
        throw new IllegalStateException("nothing is being opened");
    }

    /** Runs the tasks that wait now. */
    default void stopWaiting() {
    }

    /** {@return whether it depends on the order in which frames before {@code position} were appended} */
    default boolean looksBackTo(long position) {
        return false;
    }

    /** {@return whether everything is written that can be at present} */
    default boolean isIdle() {
        return true;
    }

    /** Reads from the upstream server, or not. */
    default void pause(Cursor.Pause reason, boolean on) {
    }

    /** The channel has forgotten its history for want of memory: a resync will be of the history alone. */
    default void onCleared() {
    }

    /** {@return the bytes that wait for an upstream server that is away} */
    default long unsentBytes() {
        return 0;
    }

    /** Gives up the frames that wait for an upstream server that is away. */
    default void dropUnsent() {
    }

    /** The channel goes; what was not sent is lost. */
    default void close() {
    }

    @Override
    default void retain() {
    }

    @Override
    default void flush() {
    }
}
