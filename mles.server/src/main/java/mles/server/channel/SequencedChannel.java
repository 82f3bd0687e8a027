package mles.server.channel;

import io.netty.buffer.ByteBuf;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.log.Publisher;
import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** A channel as its sequencer sees it. Thread: home loop. */
public interface SequencedChannel {
    /** {@return the name of the channel} */
    ChannelName name();

    /** The next frames of history, before any member joins, which got their place {@code ageMillis} ago. */
    void onLoaded(ByteBuf in, int at, int bytes, int frames, long ageMillis);

    /**
     * The entry from which all comes until the next call of this.
     *
     * @param storedAtMillis when it got its place, in milliseconds since 1970
     */
    void onEntry(Position at, long storedAtMillis);

    /** All entries up to {@code newest} have come. */
    void onNewest(Position newest);

    /** Entries up to {@code before} may be missing. */
    void onLost(Position before);

    /** The entries are of another epoch from now on: the history is forgotten. */
    void onReset();

    /** The frames loaded so far are more than there is memory for. */
    void onLoadTooLarge();

    /** The next frames in order. */
    void append(Publisher publisher, ByteBuf in, int at, int bytes, int frames);

    /** {@return the member with that connection id as a publisher, null without one} */
    @Nullable
    Publisher member(ConnectionId cid);

    /** Closes the member with that connection id, if there is one. */
    void close(ConnectionId cid, CloseReason reason);

    /** The history is forgotten. */
    void onCleared();

    /** Something changed that decides whether publishers have to wait. */
    void onPauseChanged();

    /** Nothing waits for its place or for a load any more. */
    void onReady();

    /** Proposes what waits at the end of the turn. */
    void flushLater();
}
