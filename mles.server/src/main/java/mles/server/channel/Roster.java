package mles.server.channel;

import mles.protocol.Frame;
import mles.server.spi.RelayEntry;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.delivery.Feeds;
import mles.server.delivery.ReaderGroupProxy;
import mles.server.log.HistoryMultiset;
import mles.server.log.HistoryWindow;
import mles.server.log.Newer;
import mles.server.metrics.Counter;
import mles.server.upstream.MemberJoin;
import mles.server.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/** The members of a channel, one for each connection id, as they come and go. Thread: home loop. */
public final class Roster {
    /** Members from which on newcomers stay on their loops: the writes to them cost more than the hop to them. */
    private static final int CROWD = 32;

    private final Map<ConnectionId, HubMembership> members = new HashMap<>(2);
    private final Hub hub;
    private final HubContext context;
    private final HistoryWindow history;
    private final Feeds feeds;

    Roster(Hub hub, HubContext context, HistoryWindow history, Feeds feeds) {
        this.hub = hub;
        this.context = context;
        this.history = history;
        this.feeds = feeds;
    }

    int size() {
        return members.size();
    }

    @Nullable
    public HubMembership get(ConnectionId cid) {
        return members.get(cid);
    }

    List<HubMembership> copy() {
        return List.copyOf(members.values());
    }

    void forEach(Consumer<HubMembership> action) {
        members.values().forEach(action);
    }

    /**
     * Lets a newcomer in (SPEC 5.1), unless the channel has a member with its id.
     *
     * @return whether it is in
     */
    boolean join(HubMembership membership, JoinPayload payload) {
        assert hub.home().isCurrent();
        if (members.putIfAbsent(membership.info().cid(), membership) != null) {
            return false;
        }
        context.heap().take(HeapCost.of(membership.info()));
        if (members.size() == 1) {
            hub.home().onOccupied(hub);
        }
        if (members.size() == CROWD) {
            context.crowded(hub.name(), true);
        }
        history.expire();
        membership.take(hub, feeds.join(membership.cursor(), membership.loop(), payload.options().since()));
        ByteBuf bytes = payload.bytes();
        int fresh = 0;
        if (payload.isResync()) {
            fresh = resync(membership, bytes, history.isOff() ? 1 : payload.frames());
        } else if (payload.options().publishes()) {
            publish(membership, bytes);
        }
        Upstream upstream = context.upstream();
        if (upstream != null) {
            hub.linkTo(upstream,
                    new MemberJoin(membership, membership.info().uid(), bytes, payload.isResync(),
                            payload.options().publishes(), fresh));
        }
        return true;
    }

    private void publish(HubMembership membership, ByteBuf first) {
        if (hub.sequencer().isOn()) {
            propose(membership, first, first.readerIndex(), first.readableBytes(), 1);
        } else {
            hub.appendNew(membership, true, Newer.NONE, first, first.readerIndex(), first.readableBytes(), 1);
        }
    }

    /** Forgets a member; the member hears of it last, so that nothing of it is left when its connection ends. */
    void leave(HubMembership membership, CloseReason reason) {
        assert hub.home().isCurrent();
        ReaderGroupProxy group = membership.free();
        members.remove(membership.info().cid(), membership);
        context.heap().give(HeapCost.of(membership.info()));
        if (members.size() == CROWD / 2) {
            context.crowded(hub.name(), false);
        }
        hub.home().counters(membership.kind()).add(Counter.LEAVES, 1);
        context.events().closed(membership.info(), reason);
        if (members.isEmpty()) {
            hub.memberless();
        }
        if (group == null) {
            membership.loop().runOnLoop(() -> membership.cursor().close(reason));
            return;
        }
        group.leave(membership.cursor(), reason);
        if (group.isEmpty()) {
            feeds.remove(group);
            hub.onPauseChanged();
        }
    }

    /** {@return the number of items that the channel did not have} */
    private int resync(HubMembership membership, ByteBuf items, int count) {
        int fresh = 0;
        for (HistoryMultiset.Fresh run : new HistoryMultiset(hub.log()).fresh(items, count)) {
            if (hub.sequencer().isOn()) {
                propose(membership, items, run.at(), run.bytes(), run.frames());
            } else {
                fresh += hub.appendNew(membership, false, run.newer(), items, run.at(), run.bytes(), run.frames());
            }
        }
        return fresh;
    }

    /** Proposes what a newcomer brought, of which the first frame is its join. */
    private void propose(HubMembership membership, ByteBuf items, int at, int bytes, int frames) {
        boolean isJoin = at == items.readerIndex();
        RelayEntry.Kind join = Frame.endsEmpty(items.nioBuffer(at, bytes), 0, bytes)
                ? RelayEntry.Kind.EMPTY_JOINS
                : RelayEntry.Kind.JOINS;
        hub.sequencer().propose(membership, isJoin ? join : RelayEntry.Kind.MESSAGES, items, at, bytes, frames,
                null);
    }
}
