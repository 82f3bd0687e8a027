package mles.server;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import mles.protocol.CloseReason;
import mles.server.admin.PrometheusText;
import mles.server.metrics.HubTotals;
import mles.server.metrics.ChannelStats;
import mles.server.channel.HubControl;
import mles.server.spi.MemoryStep;
import mles.server.spi.PeerState;

/** Metrics of a server, under the names that dashboards and alerts know. */
final class ServerMetrics {
    private static final String REASON = "reason";

    private final Stats stats;
    private final HubControl hubs;
    private final EventLoopMonitor delays;
    private final Tls tls;
    private final int channels;

    /** @param channels how many channels have figures of their own */
    ServerMetrics(Stats stats, HubControl hubs, EventLoopMonitor delays, Tls tls, int channels) {
        this.stats = stats;
        this.hubs = hubs;
        this.delays = delays;
        this.tls = tls;
        this.channels = channels;
    }

    /** {@return all of them} Where an event loop does not answer, without those that only the loops can tell. */
    String text() {
        PrometheusText out = new PrometheusText();
        out.gauge("mles_build_info", "The version that runs.").sample(1, "version", version());
        connections(out);
        traffic(out);
        losses(out);
        memory(out);
        out.gauge("mles_history_lag_bytes", "Bytes that the store has not got, as it works on them or is away.")
                .sample(stats.historyLagBytes());
        out.counter("mles_history_failures_total", "Times that history could not be loaded or stored.")
                .sample(stats.historyFailures());
        out.counter("mles_history_lost_frames_total", "Frames of channels that ended before the store had them.")
                .sample(stats.historyLostFrames());
        out.gauge("mles_peer_links", "Links to the upstream server, by what they are doing.");
        for (PeerState state : PeerState.values()) {
            out.sample(stats.peerLinks(state), "state", state.word());
        }
        out.counter("mles_peer_gaps_total",
                "Times that the upstream server had forgotten what a channel last heard of it.")
                .sample(stats.peerGaps());
        cluster(out);
        out.histogram("mles_loop_delay_seconds", "How long a task waits on an event loop.", delays.delays());
        tls.expires().ifPresent(expires -> out
                .gauge("mles_tls_expiry_timestamp_seconds", "When the certificate ends.")
                .sample(expires.getEpochSecond()));
        Optional<HubTotals> totals = hubs.totals(channels);
        totals.ifPresent(found -> channels(out, found));
        return out.toString();
    }

    private void connections(PrometheusText out) {
        byTransport(out.gauge("mles_connections", "Connections that are open."), stats::connections);
        byTransport(out.gauge("mles_members", "Members of channels."), stats::members);
        out.gauge("mles_channels", "Channels, those with history only included.").sample(stats.channels());
        byTransport(out.counter("mles_joins_total", "Members that joined."), stats::joins);
        out.counter("mles_closes_total", "Connections that ended, by why.");
        for (CloseReason reason : CloseReason.values()) {
            out.sample(stats.closes(reason), REASON, reason.word());
        }
    }

    private void traffic(PrometheusText out) {
        out.counter("mles_received_frames_total", "Frames taken from members.").sample(stats.receivedFrames());
        out.counter("mles_received_bytes_total", "Bytes of frames taken from members.").sample(stats.receivedBytes());
        byTransport(out.counter("mles_delivered_frames_total", "Frames given to members."), stats::deliveredFrames);
        byTransport(out.counter("mles_delivered_bytes_total", "Bytes given to members."), stats::deliveredBytes);
    }

    private void losses(PrometheusText out) {
        out.counter("mles_dropped_frames_total", "Frames that went no further, by why.")
                .sample(stats.droppedFrames(), REASON, "no-member")
                .sample(stats.peerDroppedFrames(), REASON, CloseReason.PEER_LOST.word())
                .sample(stats.peerKnownFrames(), REASON, "known")
                .sample(stats.peerSupersededFrames(), REASON, "superseded")
                .sample(stats.peerEchoedFrames(), REASON, CloseReason.LOOP.word())
                .sample(stats.clusterDroppedFrames(), REASON, CloseReason.CLUSTER_UNAVAILABLE.word());
        out.gauge("mles_parked_members", "Members that get nothing, as they fell out of the window.")
                .sample(stats.parkedMembers());
        out.counter("mles_publisher_pauses_total", "Times that publishers of a channel had to wait for a reader.")
                .sample(stats.publisherPauses());
    }

    private void memory(PrometheusText out) {
        out.gauge("mles_memory_used_bytes", "Memory for messages in use.").sample(stats.memoryUsed());
        out.gauge("mles_memory_limit_bytes", "Memory for messages that may be used.").sample(stats.memoryLimit());
        out.gauge("mles_heap_used_bytes", "Heap that channels and members take, as counted.").sample(stats.heapUsed());
        out.gauge("mles_heap_limit_bytes", "Heap that channels and members may take.").sample(stats.heapLimit());
        out.counter("mles_memory_steps_total", "Things given up since memory was short, by what.");
        for (MemoryStep step : MemoryStep.values()) {
            out.sample(stats.memorySteps(step), "step", step.word());
        }
    }

    private void cluster(PrometheusText out) {
        stats.cluster().ifPresent(cluster -> {
            out.gauge("mles_cluster_up", "Whether the engine of the cluster works.").sample(cluster.isUp() ? 1 : 0);
            out.gauge("mles_cluster_lag_bytes", "Bytes that have no place in the order of the cluster yet.")
                    .sample(stats.clusterLagBytes());
            out.counter("mles_cluster_gaps_total", "Times that the live path of the engine had lost something.")
                    .sample(stats.clusterGaps());
            out.counter("mles_cluster_refilled_frames_total", "Frames that the engine gave again, or later.")
                    .sample(stats.clusterRefilledFrames());
            out.histogram("mles_cluster_round_trip_seconds", "Time from a publish to its place.", cluster.roundTrips());
        });
    }

    private static void channels(PrometheusText out, HubTotals totals) {
        List<ChannelStats> busiest = totals.busiest();
        out.gauge("mles_log_bytes", "Memory that the logs of channels keep.").sample(totals.logMemory());
        out.gauge("mles_history_bytes", "Bytes of frames that joiners would get.").sample(totals.historyBytes());
        byChannel(out.gauge("mles_channel_members", "Members, of the busiest channels."), busiest,
                ChannelStats::members);
        byChannel(out.counter("mles_channel_frames_total", "Frames published, to the busiest channels."), busiest,
                ChannelStats::frames);
        byChannel(out.counter("mles_channel_bytes_total", "Bytes published, to the busiest channels."), busiest,
                ChannelStats::bytes);
        byChannel(out.gauge("mles_channel_history_bytes", "Bytes of history, of the busiest channels."), busiest,
                ChannelStats::historyBytes);
    }

    private void byTransport(PrometheusText family, ToLongFunction<String> value) {
        for (String kind : stats.kinds()) {
            family.sample(value.applyAsLong(kind), "transport", kind);
        }
    }

    private static void byChannel(PrometheusText family, List<ChannelStats> channels,
            ToLongFunction<ChannelStats> value) {
        channels.forEach(each -> family.sample(value.applyAsLong(each), "channel", each.name().text()));
    }

    static String version() {
        return Optional.ofNullable(ServerMetrics.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion).orElse("unknown");
    }
}
