package mles.server.channel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.metrics.HubTotals;

/** Operators' hand on the channels of a server. Thread: any but an event loop. */
public final class HubControl {
    private static final long TOTALS_SECONDS = 5;
    private static final long MOST_BETWEEN_CLOSES = TimeUnit.MILLISECONDS.toNanos(1);

    private final Hubs hubs;

    public HubControl(Hubs hubs) {
        this.hubs = hubs;
    }

    /**
     * {@return the totals of all channels, and the {@code most} busiest of them by themselves; nothing where a loop does not
     * answer}
     */
    public Optional<HubTotals> totals(int most) {
        List<CompletableFuture<HubTotals>> parts = hubs.loops().stream()
                .map(loop -> TotalsCollector.start(loop, most).orTimeout(TOTALS_SECONDS, TimeUnit.SECONDS)).toList();
        try {
            return Optional.of(HubTotals.sum(parts.stream().map(CompletableFuture::join).toList(), most));
        } catch (CompletionException e) {
            return Optional.empty();
        }
    }

    /**
     * Closes a member as {@code evicted}.
     *
     * @return whether there was one; in a cluster, whether all servers are told
     */
    public boolean evict(ChannelName channel, ConnectionId cid) {
        boolean here = Hubs.ask(hubs.homeOf(channel), loop -> {
            Hub hub = loop.find(channel);
            HubMembership membership = hub == null ? null : hub.roster().get(cid);
            if (membership != null) {
                membership.leaveAtHome(CloseReason.EVICTED);
            }
            return membership != null;
        });
        return hubs.context().isClustered()
                ? onOpen(channel, (hub, answer) -> evict(hub, cid, answer))
                : here;
    }

    /**
     * Forgets the history of a channel, here, in the store and on the other servers of a cluster.
     *
     * @return whether it had any; in a cluster, whether all servers are told
     */
    public boolean purge(ChannelName channel) {
        return onOpen(channel, HubControl::purge);
    }

    /** {@return the answer of a channel, which is opened where others may have something of it} */
    private boolean onOpen(ChannelName channel, BiConsumer<Hub, CompletableFuture<Boolean>> request) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        HubLoop loop = hubs.homeOf(channel);
        boolean isElsewhere = hubs.context().hasStore() || hubs.context().isClustered();
        loop.runOnLoop(() -> {
            Hub hub = isElsewhere ? loop.open(channel) : loop.find(channel);
            if (hub == null) {
                answer.complete(false);
            } else if (hub.isOpening()) {
                hub.afterOpening(() -> request.accept(hub, answer));
            } else {
                request.accept(hub, answer);
            }
        });
        return answer.join();
    }

    /** {@return whether no member has anything left to get} */
    public boolean isIdle() {
        return hubs.ask(HubLoop::hasToldAll).stream().allMatch(told -> told)
                && hubs.ask(HubLoop::isIdle).stream().allMatch(idle -> idle);
    }

    /** Reads nothing more from members. */
    public void stopReading() {
        hubs.ask(loop -> {
            loop.stopReading();
            return true;
        });
    }

    /** Ends all members, a thousand in a second, or faster where that would take longer than {@code most}. */
    public void closeMembers(CloseReason reason, Duration most) {
        List<HubMembership> memberships = hubs.ask(
                loop -> loop.all().stream().flatMap(hub -> hub.roster().copy().stream()).toList()).stream()
                .flatMap(List::stream).toList();
        long start = System.nanoTime();
        long pause = Math.min(MOST_BETWEEN_CLOSES, most.toNanos() / Math.max(1, memberships.size()));
        for (int i = 0; i < memberships.size(); i++) {
            memberships.get(i).leave(reason);
            long early = start + (i + 1) * pause - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
        }
        hubs.ask(loop -> true);
    }

    /** Lets go of all logs. */
    public void close() {
        hubs.ask(loop -> {
            loop.dropAll();
            return true;
        });
    }

    private static void purge(Hub hub, CompletableFuture<Boolean> answer) {
        boolean any = hub.log().bytes() > 0;
        hub.purge(done -> {
            leave(hub);
            answer.complete(done && (any || hub.sequencer().isOn()));
        });
    }

    private static void evict(Hub hub, ConnectionId cid, CompletableFuture<Boolean> answer) {
        hub.sequencer().evict(cid, done -> {
            leave(hub);
            answer.complete(done);
        });
    }

    /** The channel may have been opened for a request alone. */
    private static void leave(Hub hub) {
        if (hub.members() == 0) {
            hub.home().onMemberless(hub);
        }
    }
}
