package mles.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mles.protocol.CloseReason;
import mles.server.metrics.Counter;
import mles.server.channel.Hubs;
import mles.server.cluster.Cluster;
import mles.server.memory.MemoryBudget;
import mles.server.spi.MemoryStep;
import mles.server.spi.PeerState;
import mles.server.transport.ConnectionCounters;
import mles.server.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/** Counts of a server since its start, as of a moment ago. Reading them costs its connections nothing. */
public final class Stats {
    private final Map<String, ConnectionCounters> connections;
    private final Hubs hubs;
    private final MemoryBudget budget;
    private final EventLoopMonitor delays;
    private final @Nullable Upstream upstream;
    private final @Nullable Cluster cluster;

    Stats(Map<String, ConnectionCounters> connections, Hubs hubs, MemoryBudget budget, EventLoopMonitor delays,
            @Nullable Upstream upstream, @Nullable Cluster cluster) {
        this.cluster = cluster;
        this.upstream = upstream;
        this.connections = Map.copyOf(connections);
        this.hubs = hubs;
        this.budget = budget;
        this.delays = delays;
    }

    /** {@return the kinds of front ends, as metrics name them: {@code tcp}; counts by kind take one of them} */
    public Set<String> kinds() {
        return new TreeSet<>(connections.keySet());
    }

    /** {@return connections that are open} */
    public long connections() {
        return connections.values().stream().mapToLong(ConnectionCounters::open).sum();
    }

    /** {@return connections of that kind that are open} */
    public long connections(String kind) {
        ConnectionCounters ofKind = connections.get(kind);
        return ofKind == null ? 0 : ofKind.open();
    }

    /** {@return connections that ended for {@code reason}} */
    public long closes(CloseReason reason) {
        return connections.values().stream().mapToLong(each -> each.closed(reason)).sum();
    }

    /** {@return members of all channels} */
    public long members() {
        return joins() - hubs.count(Counter.LEAVES);
    }

    /** {@return members of that kind} */
    public long members(String kind) {
        return joins(kind) - hubs.count(Counter.LEAVES, kind);
    }

    /** {@return channels, those with history only included} */
    public long channels() {
        return hubs.count(Counter.CHANNELS_OPENED) - hubs.count(Counter.CHANNELS_CLOSED);
    }

    /** {@return members that ever joined} */
    public long joins() {
        return hubs.count(Counter.JOINS);
    }

    /** {@return members of that kind that ever joined} */
    public long joins(String kind) {
        return hubs.count(Counter.JOINS, kind);
    }

    /** {@return frames taken from members} */
    public long receivedFrames() {
        return hubs.count(Counter.RECEIVED_FRAMES);
    }

    /** {@return bytes of frames taken from members} */
    public long receivedBytes() {
        return hubs.count(Counter.RECEIVED_BYTES);
    }

    /** {@return frames given to members, counted when a member has caught up} */
    public long deliveredFrames() {
        return hubs.count(Counter.DELIVERED_FRAMES);
    }

    /** {@return frames given to members of that kind} */
    public long deliveredFrames(String kind) {
        return hubs.count(Counter.DELIVERED_FRAMES, kind);
    }

    /** {@return bytes given to members} */
    public long deliveredBytes() {
        return hubs.count(Counter.DELIVERED_BYTES);
    }

    /** {@return bytes given to members of that kind} */
    public long deliveredBytes(String kind) {
        return hubs.count(Counter.DELIVERED_BYTES, kind);
    }

    /** {@return frames dropped because their sender was no member (any more)} */
    public long droppedFrames() {
        return hubs.count(Counter.DROPPED_FRAMES);
    }

    /** {@return members that ever fell out of the delivery window} */
    public long parked() {
        return hubs.count(Counter.PARKED);
    }

    /** {@return members that are out of the delivery window now, and get nothing} */
    public long parkedMembers() {
        return parked() - hubs.count(Counter.PARKED_LEFT);
    }

    /** {@return the number of times that publishers of a channel had to wait for a slow reader} */
    public long publisherPauses() {
        return hubs.count(Counter.PUBLISHER_PAUSES);
    }

    /** {@return links to the upstream server that are in {@code state} now} */
    public long peerLinks(PeerState state) {
        return upstream == null ? 0 : upstream.count(state);
    }

    /** {@return frames given up before the upstream server was known to have them, as it was away for too long} */
    public long peerDroppedFrames() {
        return hubs.count(Counter.PEER_DROPPED_FRAMES);
    }

    /** {@return frames that the upstream server told again after a link was down, and that were known} */
    public long peerKnownFrames() {
        return hubs.count(Counter.PEER_KNOWN_FRAMES);
    }

    /** {@return frames that came round in a ring of servers, and were dropped} */
    public long peerEchoedFrames() {
        return hubs.count(Counter.PEER_ECHOED_FRAMES);
    }

    /**
     * {@return frames that the upstream server brought back after a restart and that were kept for joiners only, as members
     * had something newer of the same publisher}
     */
    public long peerSupersededFrames() {
        return hubs.count(Counter.PEER_SUPERSEDED_FRAMES);
    }

    /** {@return the number of reconnects of links after which messages may be missing, since the upstream history had no overlap} */
    public long peerGaps() {
        return hubs.count(Counter.PEER_GAPS);
    }

    /** {@return the number of times that {@code step} was taken because memory was short} */
    public long memorySteps(MemoryStep step) {
        return hubs.count(step);
    }

    /** {@return for how long the event loop that is worst off has been overdue to turn} */
    public Duration loopOverdue() {
        return delays.overdue();
    }

    /** {@return bytes of memory for messages in use} */
    public long memoryUsed() {
        return budget.used();
    }

    /** {@return bytes of memory for messages that may be used} */
    public long memoryLimit() {
        return budget.limit();
    }

    /** {@return bytes of the heap that channels and members take, as counted} */
    public long heapUsed() {
        return hubs.context().heap().used();
    }

    /** {@return bytes of the heap that channels and members may take} */
    public long heapLimit() {
        return hubs.context().heap().limit();
    }

    /** {@return bytes of history that the store has not got, as it works on them or is away} */
    public long historyLagBytes() {
        return hubs.count(Counter.HISTORY_LAG_BYTES);
    }

    /** {@return the number of times that the history of a channel could not be loaded or stored} */
    public long historyFailures() {
        return hubs.count(Counter.HISTORY_FAILURES);
    }

    /** {@return the cluster, if the server is in one} */
    Optional<Cluster> cluster() {
        return Optional.ofNullable(cluster);
    }

    /** {@return bytes that have no place in the order of the cluster yet} */
    public long clusterLagBytes() {
        return hubs.count(Counter.CLUSTER_LAG_BYTES);
    }

    /** {@return times that the live path of the cluster's engine had lost something} */
    public long clusterGaps() {
        return hubs.count(Counter.CLUSTER_GAPS);
    }

    /** {@return frames that the cluster's engine gave again, or later} */
    public long clusterRefilledFrames() {
        return hubs.count(Counter.CLUSTER_REFILLED_FRAMES);
    }

    /** {@return frames given up since the cluster's engine was away for too long} */
    public long clusterDroppedFrames() {
        return hubs.count(Counter.CLUSTER_DROPPED_FRAMES);
    }

    /** {@return frames of channels that ended while the store had not got them} */
    public long historyLostFrames() {
        return hubs.count(Counter.HISTORY_LOST_FRAMES);
    }
}
