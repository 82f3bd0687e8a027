package mles.server.channel;

import io.netty.buffer.ByteBuf;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.log.Newer;
import mles.server.log.Numbering;
import mles.server.log.Publisher;
import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** Takes frames that have their place among many servers into a channel. Thread: home loop. */
final class HubSequence implements SequencedChannel {
    /** An entry has fewer messages than 2 to the power of this. */
    private static final int ENTRY_BITS = 20;

    private final Hub hub;
    private final HubLoad load;
    private final Roster roster;
    private final Numbering numbering;
    private final Renumbering renumbering;

    HubSequence(Hub hub, HubLoad load, Roster roster, Numbering numbering, Renumbering renumbering) {
        this.hub = hub;
        this.load = load;
        this.roster = roster;
        this.numbering = numbering;
        this.renumbering = renumbering;
    }

    @Override
    public ChannelName name() {
        return hub.name();
    }

    @Override
    public void onEntry(Position at, long storedAtMillis) {
        begin(new Position(at.epoch(), first(at) - 1));
        numbering.place(first(at), end(at), storedAtMillis);
    }

    @Override
    public void onNewest(Position newest) {
        begin(newest.number() == 0 ? newest : new Position(newest.epoch(), end(newest) - 1));
    }

    /** Members that know numbers come back, and hear of the gap. */
    @Override
    public void onLost(Position before) {
        begin(new Position(before.epoch(), end(before) - 1));
        numbering.lost(end(before) - 1, end(before));
        renumbering.closeNumbered(CloseReason.CLUSTER_UNAVAILABLE);
    }

    @Override
    public void onReset() {
        hub.clearHistory();
        renumbering.closeNumbered(CloseReason.CLUSTER_UNAVAILABLE);
    }

    /** The first of an epoch tells its numbers; what the engine had before that is not known. */
    private void begin(Position behind) {
        if (numbering.epoch() != behind.epoch()) {
            renumbering.closeNumbered(CloseReason.CLUSTER_UNAVAILABLE);
            numbering.begin(behind);
        }
    }

    /** {@return the number of the first message of an entry, the same on all servers} */
    private static long first(Position entry) {
        return entry.number() << ENTRY_BITS;
    }

    /** {@return a number above those of all messages of an entry} */
    private static long end(Position entry) {
        return (entry.number() + 1) << ENTRY_BITS;
    }

    @Override
    public void onLoaded(ByteBuf in, int at, int bytes, int frames, long ageMillis) {
        load.onLoaded(in, at, bytes, frames, ageMillis);
    }

    @Override
    public void onLoadTooLarge() {
        load.onLoadTooLarge();
    }

    @Override
    public void append(Publisher publisher, ByteBuf in, int at, int bytes, int frames) {
        hub.append(publisher, Newer.NONE, in, at, bytes, frames);
        hub.flushIfFull();
    }

    @Override
    public @Nullable Publisher member(ConnectionId cid) {
        return roster.get(cid);
    }

    @Override
    public void close(ConnectionId cid, CloseReason reason) {
        HubMembership membership = roster.get(cid);
        if (membership != null) {
            membership.leaveAtHome(reason);
        }
    }

    @Override
    public void onCleared() {
        hub.clearHistory();
    }

    @Override
    public void onPauseChanged() {
        hub.onPauseChanged();
    }

    @Override
    public void onReady() {
        load.onReady();
    }

    @Override
    public void flushLater() {
        hub.flushLater();
    }
}
