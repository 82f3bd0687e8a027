package mles.server.channel;

import io.netty.buffer.ByteBuf;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.log.Newer;
import mles.server.log.Publisher;
import org.jspecify.annotations.Nullable;

/** Takes frames that have their place among many servers into a channel. Thread: home loop. */
final class HubSequence implements SequencedChannel {
    private final Hub hub;
    private final HubLoad load;
    private final Roster roster;

    HubSequence(Hub hub, HubLoad load, Roster roster) {
        this.hub = hub;
        this.load = load;
        this.roster = roster;
    }

    @Override
    public ChannelName name() {
        return hub.name();
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
