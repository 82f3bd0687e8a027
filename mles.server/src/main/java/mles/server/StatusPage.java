package mles.server;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import mles.protocol.CloseReason;
import mles.server.admin.ChannelsApi;
import mles.server.admin.HttpResult;
import mles.server.admin.Json;
import mles.server.metrics.Histogram;
import mles.server.spi.PeerState;

/** State of the server as JSON: counts only, so that it is cheap with any number of channels. */
final class StatusPage {
    private final Instant start = Instant.now();
    private final Stats stats;
    private final EventLoopMonitor delays;
    private final Tls tls;
    private final Supplier<String> unready;
    private final ChannelsApi channels;

    /** @param unready tells the reason not to send clients here, empty without one */
    StatusPage(Stats stats, EventLoopMonitor delays, Tls tls, Supplier<String> unready, ChannelsApi channels) {
        this.stats = stats;
        this.delays = delays;
        this.tls = tls;
        this.unready = unready;
        this.channels = channels;
    }

    /**
     * A thing to look into.
     *
     * @param word the name of its kind
     * @param text one line
     */
    private record Warning(String word, String text) {
    }

    /** {@return all of it} */
    HttpResult show() {
        String reason = unready.get();
        return Json.of(out -> {
            Instant now = Instant.now();
            out.writeStringField("state", reason.isEmpty() ? "ready" : "unready");
            out.writeStringField("version", ServerMetrics.version());
            out.writeStringField("start", start.toString());
            out.writeNumberField("timeMillis", now.toEpochMilli());
            out.writeNumberField("uptimeSeconds", now.getEpochSecond() - start.getEpochSecond());
            Json.array(out, "warnings", warnings(reason), (warning, fields) -> {
                fields.writeStringField("word", warning.word());
                fields.writeStringField("text", warning.text());
            });
            connections(out);
            traffic(out);
            memory(out);
            histogram("loopDelay", delays.delays(), out);
            Json.object(out, "store", fields -> {
                fields.writeNumberField("lagBytes", stats.historyLagBytes());
                fields.writeNumberField("failures", stats.historyFailures());
                fields.writeNumberField("lostFrames", stats.historyLostFrames());
            });
            links(out);
            if (tls.expires().isPresent()) {
                out.writeStringField("certificateEnds", tls.expires().get().toString());
            } else {
                out.writeNullField("certificateEnds");
            }
        });
    }

    private List<Warning> warnings(String reason) {
        List<Warning> found = new ArrayList<>();
        if (!reason.isEmpty()) {
            found.add(new Warning("unready", reason));
        }
        if (delays.overdue().toSeconds() > 0) {
            found.add(new Warning("loop-stuck", "an event loop has not turned for " + delays.overdue().toSeconds()
                    + " s"));
        }
        if (stats.memoryUsed() > stats.memoryLimit()) {
            found.add(new Warning("memory-spent", "memory-limit is spent"));
        }
        if (stats.heapUsed() > stats.heapLimit()) {
            found.add(new Warning("heap-spent", "heap-limit is spent"));
        }
        if (stats.parkedMembers() > 0) {
            found.add(new Warning("parked", "members take nothing and get nothing more: " + stats.parkedMembers()));
        }
        long down = stats.peerLinks(PeerState.WAITING) + stats.peerLinks(PeerState.REFUSED);
        if (down > 0) {
            found.add(new Warning("peer-down", "links to the upstream server are down: " + down));
        }
        if (tls.endsSoon()) {
            found.add(new Warning("certificate-ends", "the certificate ends soon or has ended"));
        }
        return found;
    }

    private void connections(JsonGenerator out) throws IOException {
        byKind("connections", stats::connections, out);
        byKind("members", stats::members, out);
        byKind("joins", stats::joins, out);
        out.writeNumberField("channels", stats.channels());
        Json.object(out, "closes", fields -> {
            for (CloseReason reason : CloseReason.values()) {
                fields.writeNumberField(reason.word(), stats.closes(reason));
            }
        });
    }

    private void traffic(JsonGenerator out) throws IOException {
        out.writeNumberField("receivedFrames", stats.receivedFrames());
        out.writeNumberField("receivedBytes", stats.receivedBytes());
        out.writeNumberField("deliveredFrames", stats.deliveredFrames());
        out.writeNumberField("deliveredBytes", stats.deliveredBytes());
        out.writeNumberField("droppedFrames", stats.droppedFrames());
        out.writeNumberField("parkedMembers", stats.parkedMembers());
        out.writeNumberField("publisherPauses", stats.publisherPauses());
    }

    private void memory(JsonGenerator out) throws IOException {
        Runtime java = Runtime.getRuntime();
        Json.object(out, "memory", fields -> {
            fields.writeNumberField("messages", stats.memoryUsed());
            fields.writeNumberField("messagesLimit", stats.memoryLimit());
            fields.writeNumberField("channels", stats.heapUsed());
            fields.writeNumberField("channelsLimit", stats.heapLimit());
            fields.writeNumberField("heap", java.totalMemory() - java.freeMemory());
            fields.writeNumberField("heapLimit", java.maxMemory());
            channels.writeTotals(fields);
        });
    }

    private void links(JsonGenerator out) throws IOException {
        Json.object(out, "peer", fields -> {
            for (PeerState state : PeerState.values()) {
                fields.writeNumberField(state.word(), stats.peerLinks(state));
            }
            fields.writeNumberField("droppedFrames", stats.peerDroppedFrames());
            fields.writeNumberField("gaps", stats.peerGaps());
        });
        if (stats.cluster().isEmpty()) {
            out.writeNullField("cluster");
            return;
        }
        Json.object(out, "cluster", fields -> {
            fields.writeBooleanField("up", stats.cluster().get().isUp());
            fields.writeNumberField("lagBytes", stats.clusterLagBytes());
            fields.writeNumberField("gaps", stats.clusterGaps());
            fields.writeNumberField("refilledFrames", stats.clusterRefilledFrames());
            fields.writeNumberField("droppedFrames", stats.clusterDroppedFrames());
            histogram("roundTrip", stats.cluster().get().roundTrips(), fields);
        });
    }

    private void byKind(String name, ToLongFunction<String> count, JsonGenerator out) throws IOException {
        Json.object(out, name, fields -> {
            for (String kind : stats.kinds()) {
                fields.writeNumberField(kind, count.applyAsLong(kind));
            }
        });
    }

    private static void histogram(String name, Histogram times, JsonGenerator out) throws IOException {
        List<Long> counts = times.counts();
        Json.object(out, name, fields -> {
            fields.writeNumberField("count", counts.stream().mapToLong(Long::longValue).sum());
            fields.writeNumberField("seconds", times.sum());
        });
    }
}
