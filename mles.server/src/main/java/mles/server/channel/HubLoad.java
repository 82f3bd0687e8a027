package mles.server.channel;

import io.netty.buffer.ByteBuf;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.server.delivery.Feeds;
import mles.server.log.ChannelLog;
import mles.server.log.HistoryWindow;
import mles.server.spi.MemoryStep;
import mles.server.spi.Position;
import mles.server.spi.StoredPositions;
import mles.server.transport.WireFormat;

/** Takes stored frames into the log of a channel, and out of it again where that fails. Thread: home loop. */
final class HubLoad implements LoadTarget {
    private final Hub hub;
    private final HubContext context;
    private final Roster roster;
    private final ChannelLog log;
    private final HistoryWindow history;
    private final Feeds feeds;
    private final Renumbering renumbering;

    HubLoad(Hub hub, HubContext context, Roster roster, ChannelLog log, HistoryWindow history, Feeds feeds,
            Renumbering renumbering) {
        this.hub = hub;
        this.context = context;
        this.roster = roster;
        this.log = log;
        this.history = history;
        this.feeds = feeds;
        this.renumbering = renumbering;
    }

    @Override
    public ChannelName name() {
        return hub.name();
    }

    /** Members do not get these frames: they had them before. */
    @Override
    public void onLoaded(ByteBuf in, int at, int bytes, int frames, long ageMillis) {
        long from = log.head();
        log.append(in, at, bytes, frames);
        hub.retain();
        history.appended(in, at, bytes, ageMillis);
        skip(from, frames);
    }

    @Override
    public Position onAllLoaded(StoredPositions stored) {
        return history.numbering().loaded(stored);
    }

    @Override
    public Position before(long position, StoredPositions stored) {
        return history.numbering().before(history.messagesFrom(position), stored);
    }

    @Override
    public void onLoadFailed() {
        history.clear();
        hub.retain();
    }

    @Override
    public void onLoadTooLarge() {
        onLoadFailed();
        context.memorySteps().add(MemoryStep.DROP_HISTORY);
    }

    @Override
    public void onReady() {
        if (hub.members() == 0 && !hub.isClosed()) {
            hub.home().onMemberless(hub);
        }
    }

    @Override
    public void onHighWatermark() {
        history.trim();
        hub.compactIfCrowded();
        hub.flushLater();
    }

    /**
     * Joiners get what is stored, once that can be loaded. Members with another wire format read a log of their own, which
     * cannot jump: they go.
     */
    @Override
    public void onUnstoredDropped() {
        for (HubMembership membership : roster.copy()) {
            if (!WireFormat.FRAMES.equals(membership.cursor().member().wireFormat())) {
                membership.leaveAtHome(CloseReason.STORE_UNAVAILABLE);
            }
        }
        feeds.close();
        renumbering.renew(CloseReason.STORE_UNAVAILABLE);
        skip(log.highWatermark(), log.headFrame() - log.highWatermarkFrame());
        log.advanceHighWatermark(log.head(), log.headFrame());
        history.clear();
        hub.retain();
        hub.flushLater();
    }

    /** All members go over what is between {@code from} and the head. */
    private void skip(long from, long frames) {
        if (from < log.head()) {
            roster.forEach(membership -> membership.onAppended(from, log.head(), frames));
        }
    }
}
