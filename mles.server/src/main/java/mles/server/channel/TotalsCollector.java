package mles.server.channel;

import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import mles.server.metrics.ChannelStats;
import mles.server.metrics.HubTotals;

/** Visits the channels at home on one loop, some in each turn, so that a million of them delay no connection. */
final class TotalsCollector {
    private static final int PER_TURN = 1000;

    private final HubLoop loop;
    private final int most;
    private final Iterator<Hub> hubs;
    private final PriorityQueue<ChannelStats> busiest = new PriorityQueue<>(HubTotals.BY_BYTES);
    private final CompletableFuture<HubTotals> result;
    private long historyBytes;
    private long logMemory;

    private TotalsCollector(HubLoop loop, int most, CompletableFuture<HubTotals> result) {
        this.loop = loop;
        this.most = most;
        this.result = result;
        this.hubs = List.copyOf(loop.all()).iterator();
    }

    /** {@return the totals, with the {@code most} busiest} Thread: any. */
    static CompletableFuture<HubTotals> start(HubLoop loop, int most) {
        CompletableFuture<HubTotals> result = new CompletableFuture<>();
        loop.post(() -> new TotalsCollector(loop, most, result).step());
        return result;
    }

    private void step() {
        for (int left = PER_TURN; left > 0 && hubs.hasNext(); left--) {
            visit(hubs.next());
        }
        if (hubs.hasNext()) {
            loop.post(this::step);
        } else {
            result.complete(new HubTotals(historyBytes, logMemory, List.copyOf(busiest)));
        }
    }

    private void visit(Hub hub) {
        if (loop.find(hub.name()) != hub) {
            return; // gone since the walk began
        }
        ChannelStats state = hub.state();
        historyBytes += state.historyBytes();
        logMemory += state.logMemory();
        busiest.add(state);
        if (busiest.size() > most) {
            busiest.remove();
        }
    }
}
