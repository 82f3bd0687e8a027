package mles.server.channel;

import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import mles.server.metrics.ChannelStats;
import mles.server.metrics.HubTotals;

/** Adds up the channels at home on one loop. Thread: that loop. */
final class TotalsCollector {
    private final int most;
    private final PriorityQueue<ChannelStats> busiest = new PriorityQueue<>(HubTotals.BY_BYTES);
    private long historyBytes;
    private long logMemory;

    private TotalsCollector(int most) {
        this.most = most;
    }

    /** {@return the totals, with the {@code most} busiest} Thread: any. */
    static CompletableFuture<HubTotals> start(HubLoop loop, int most) {
        TotalsCollector collector = new TotalsCollector(most);
        return LoopWalk.hubs(loop, collector::visit).thenApply(done -> collector.totals());
    }

    private HubTotals totals() {
        return new HubTotals(historyBytes, logMemory, List.copyOf(busiest));
    }

    private void visit(Hub hub) {
        ChannelStats state = hub.state();
        historyBytes += state.historyBytes();
        logMemory += state.logMemory();
        busiest.add(state);
        if (busiest.size() > most) {
            busiest.remove();
        }
    }
}
