package mles.server.channel;

import io.netty.buffer.ByteBuf;
import mles.protocol.CloseReason;
import mles.server.metrics.Counter;
import mles.server.spi.MemberInfo;
import mles.server.transport.Member;
import mles.server.transport.Membership;

/** Brings members to their channels: on their home loops, and when these are loaded. Thread: any. */
public final class JoinFlow {
    private final Hubs hubs;
    private final HubContext context;

    public JoinFlow(Hubs hubs) {
        this.hubs = hubs;
        this.context = hubs.context();
    }

    /**
     * Sends a member to its channel. Thread: loop of the member.
     *
     * @param payload taken over
     */
    public Membership join(MemberInfo info, Member member, JoinPayload payload, MembershipOptions options) {
        HubLoop home = hubs.homeOf(info.channel());
        HubLoop place = hubs.placeOf(member, info.channel());
        HubMembership membership = new HubMembership(info, member, place, home, context.budget(), options);
        Runnable join = () -> {
            try {
                open(home, membership, payload);
            } finally {
                payload.bytes().release();
            }
        };
        Hubs.bring(member, place, () -> home.runOnLoop(join));
        return membership;
    }

    private void open(HubLoop home, HubMembership membership, JoinPayload payload) {
        if (home.isClosed()) {
            refuse(membership, CloseReason.SHUTDOWN);
            return;
        }
        Hub hub = home.open(membership.info().channel());
        if (hub == null) {
            refuse(membership, CloseReason.CHANNEL_LIMIT);
        } else if (!home.memoryPressure().freeHeap()) {
            refuse(membership, hub, CloseReason.MEMORY);
        } else if (hub.historyWriter().isLoading()) {
            awaitLoad(hub, membership, payload);
        } else {
            membership.enter(() -> enter(hub, membership, payload));
        }
    }

    private void awaitLoad(Hub hub, HubMembership membership, JoinPayload payload) {
        ByteBuf bytes = payload.bytes().retain();
        context.budget().take(bytes.readableBytes());
        membership.waitFor(hub);
        hub.historyWriter().afterLoad(() -> {
            try {
                membership.enter(() -> enter(hub, membership, payload));
            } finally {
                context.budget().give(bytes.readableBytes());
                bytes.release();
            }
        });
    }

    private void enter(Hub hub, HubMembership membership, JoinPayload payload) {
        if (hub.isClosed()) {
            refuse(membership, CloseReason.SHUTDOWN);
            return;
        }
        CloseReason outage = hub.historyWriter().outage();
        if (outage != null) {
            refuse(membership, hub, outage);
            return;
        }
        boolean whole = false;
        try {
            if (!hub.roster().join(membership, payload)) {
                refuse(membership, CloseReason.DUPLICATE_CID);
                return;
            }
            whole = true;
        } catch (OutOfMemoryError e) {
            // its place must not stay taken
        }
        hub.home().counters(membership.kind()).add(Counter.JOINS, 1);
        context.events().joined(membership.info());
        if (!whole) {
            hub.roster().leave(membership, CloseReason.MEMORY);
        }
    }

    /** The channel may have been opened for this member alone. */
    private void refuse(HubMembership membership, Hub hub, CloseReason reason) {
        refuse(membership, reason);
        if (hub.members() == 0) {
            hub.home().onMemberless(hub);
        }
    }

    private void refuse(HubMembership membership, CloseReason reason) {
        membership.leaveAtHome(reason);
        context.events().refused(membership.info().remote(), reason);
    }
}
