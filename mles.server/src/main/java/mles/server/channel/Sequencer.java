package mles.server.channel;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import mles.protocol.ConnectionId;
import mles.server.log.Publisher;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/**
 * Gives frames their place in the order that many servers share, before they are appended. It keeps history, too, so that it
 * is the channel's {@link HistoryWriter}. Thread: home loop.
 */
public interface Sequencer extends HistoryWriter {
    /** Of a channel that one server has alone: its log is the order. */
    Sequencer NONE = new Sequencer() {
    };

    /** {@return whether frames are proposed here, and not appended} */
    default boolean isOn() {
        return false;
    }

    /**
     * Proposes frames of one kind; they come back as an append.
     *
     * @param whenAppended runs just behind that append, if it is for this publisher; null for nothing
     */
    default void propose(Publisher publisher, RelayEntry.Kind kind, ByteBuf in, int at, int bytes, int frames,
            @Nullable Runnable whenAppended) {
        throw new IllegalStateException("no order but that of the log");
    }

    /** {@return whether frames of {@code publisher} have no place yet} */
    default boolean isPending(Publisher publisher) {
        return false;
    }

    /** Runs {@code task} when the frames of {@code publisher} have their place, or are given up. */
    default void afterPending(Publisher publisher, Runnable task) {
        task.run();
    }

    /** Takes nothing more for a while, or again: readers are too far behind, and others keep what comes meanwhile. */
    default void stopTaking(boolean stop) {
    }

    /** Closes a member on all servers; {@code done} gets whether they are told. */
    default void evict(ConnectionId cid, Consumer<Boolean> done) {
        done.accept(false);
    }
}
