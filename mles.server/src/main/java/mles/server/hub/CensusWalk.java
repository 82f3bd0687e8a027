package mles.server.hub;

import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/** Visits the channels at home on one loop, some in each turn, so that a million of them hold nobody up. */
final class CensusWalk {
    private static final int PER_TURN = 1000;

    private final HubLoop loop;
    private final int most;
    private final Iterator<Hub> hubs;
    private final PriorityQueue<ChannelState> busiest = new PriorityQueue<>(Census.BY_BYTES);
    private final CompletableFuture<Census> result;
    private long historyBytes;
    private long logMemory;

    private CensusWalk(HubLoop loop, int most, CompletableFuture<Census> result) {
        this.loop = loop;
        this.most = most;
        this.result = result;
        this.hubs = List.copyOf(loop.all()).iterator();
    }

    /** {@return what comes of it, with the {@code most} busiest} From anywhere. */
    static CompletableFuture<Census> start(HubLoop loop, int most) {
        CompletableFuture<Census> result = new CompletableFuture<>();
        loop.later(() -> new CensusWalk(loop, most, result).step());
        return result;
    }

    private void step() {
        for (int left = PER_TURN; left > 0 && hubs.hasNext(); left--) {
            visit(hubs.next());
        }
        if (hubs.hasNext()) {
            loop.later(this::step);
        } else {
            result.complete(new Census(historyBytes, logMemory, List.copyOf(busiest)));
        }
    }

    private void visit(Hub hub) {
        if (loop.find(hub.name()) != hub) {
            return; // gone since the walk began
        }
        ChannelState state = hub.state();
        historyBytes += state.historyBytes();
        logMemory += state.logMemory();
        busiest.add(state);
        if (busiest.size() > most) {
            busiest.remove();
        }
    }
}
