package mles.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.server.channel.Hub;
import mles.server.channel.HubRig;
import mles.server.log.FrameIterator;
import mles.server.metrics.Counter;
import mles.testkit.relay.MemoryPlace;
import mles.testkit.relay.MemoryRelay;

/** One life of a server in a simulation. */
final class SimulatedServer {
    private final String name;
    private final SimulationPlan plan;
    private final MemoryRelay relay;
    private final HubRig rig;
    private final Map<ChannelName, Long> lost = new HashMap<>();
    private final Map<String, Hub> forgetful = new HashMap<>();

    SimulatedServer(String name, SimulationPlan plan, MemoryPlace place, long origin) {
        this.name = name;
        this.plan = plan;
        this.relay = place.relay();
        this.rig = new HubRig(plan.loops(), plan.limits(),
                new WatchedRelay(relay, (channel, number) -> lost.merge(channel, number, Math::max)),
                SimulationPlan.PATIENCE, origin);
        try {
            relay.start(rig.cluster());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HubRig rig() {
        return rig;
    }

    MemoryRelay relay() {
        return relay;
    }

    /** Forgets the history of a channel on this server alone, as for want of memory. */
    void forget(String channel) {
        Hub hub = rig.hub(channel);
        forgetful.put(channel, hub);
        rig.loops.on(rig.home(channel), hub::clearHistory);
    }

    /** {@return the number of the newest entry of a channel that the engine had not kept for this server, or 0} */
    long lost(ChannelName channel) {
        return lost.getOrDefault(channel, 0L);
    }

    /** {@return whether the engine need not have brought a frame here: it keeps few empty joins, and none behind a clear mark} */
    boolean mayMiss(ChannelName channel, EngineOrder order, int place, FrameBook book) {
        return place < order.behind(lost(channel))
                || (book.isEmptyJoin(order.key(place)) && (!plan.keeps() || place < order.cleared()));
    }

    long dropped() {
        return rig.hubs.count(Counter.CLUSTER_DROPPED_FRAMES) + rig.hubs.count(Counter.DROPPED_FRAMES);
    }

    /** {@return the keys of the frames that joiners of a channel get} */
    List<Long> history(String channel) {
        List<Long> keys = new ArrayList<>();
        for (FrameIterator each = new FrameIterator(rig.hub(channel).log()); each.next();) {
            keys.add(Header.key(each.frame(), 0));
        }
        return keys;
    }

    /**
     * Checks that the history of a channel is a part of the order.
     *
     * @return the places in the order where it may begin, none where it is empty
     */
    List<Integer> checkHistory(ChannelName channel, EngineOrder order, FrameBook book) {
        List<Long> keys = history(channel.text());
        if (keys.isEmpty()) {
            return List.of();
        }
        List<Integer> starts = order.places(keys.getLast()).stream()
                .map(last -> start(keys, channel, order, book, last + 1)).filter(start -> start >= 0).toList();
        assertFalse(starts.isEmpty(), () -> this + " " + channel + ": expected a part of the order, was "
                + keys.stream().map(FrameBook::name).toList());
        return starts;
    }

    /** Checks that the history of a channel is all of the order that it may have. */
    void checkWholeHistory(ChannelName channel, EngineOrder order, FrameBook book) {
        List<Long> keys = history(channel.text());
        int start = start(keys, channel, order, book, order.size());
        boolean isShort = !plan.keeps() || rig.hub(channel.text()).equals(forgetful.get(channel.text()));
        assertTrue(start == order.cleared() || (isShort && start >= 0),
                () -> this + " " + channel + ": expected the order from " + order.cleared() + " to " + order.size()
                        + ", was from "
                        + start + ": " + keys.stream().map(FrameBook::name).toList());
    }

    /** Ends it in good order; all its memory is given back. */
    void close() {
        rig.loops.ask(() -> rig.control.closeMembers(CloseReason.SHUTDOWN, Duration.ZERO));
        rig.settle();
        rig.close();
        assertEquals(0, rig.hubs.count(Counter.CLUSTER_LAG_BYTES), "bytes that wait");
    }

    /** {@return where the frames begin that end before {@code end} in the order, or -1} */
    private int start(List<Long> keys, ChannelName channel, EngineOrder order, FrameBook book, int end) {
        int place = end;
        for (long key : keys.reversed()) {
            do {
                place--;
                if (place < 0 || (order.key(place) != key && !mayMiss(channel, order, place, book))) {
                    return -1;
                }
            } while (order.key(place) != key);
        }
        return place;
    }

    @Override
    public String toString() {
        return name;
    }
}
