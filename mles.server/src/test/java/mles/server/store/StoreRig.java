package mles.server.store;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import mles.protocol.CloseReason;
import mles.server.channel.HubLimits;
import mles.server.channel.HubRig;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.metrics.Counter;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;

/** A store, channels before it, and the helpers of their tests. */
abstract class StoreRig {
    static final long SECOND = 1_000_000_000;
    static final HistorySync INTERVAL = HistorySync.every(Duration.ofSeconds(1));
    /** Limits with which a channel without members goes after a while. */
    static final HubLimits IDLE = new HubLimits(new Retention(100, 1 << 24, Duration.ZERO),
            new SlowReaderPolicy(1 << 20, HubRig.STALL), 100, HubRig.STALL, HubRig.HEAP, 100, HubRig.MEMORY_STEP);

    final FakeStore store = new FakeStore();
    final HubLimits limits = HubRig.limits(100, 1 << 20);

    /** That many members come and go. */
    static void crowd(HubRig rig, int members) {
        for (int i = 0; i < members; i++) {
            rig.leave(rig.join("c", 0));
            rig.settle();
        }
    }

    static List<String> toldOfStore(HubRig rig) {
        return rig.events.stream().filter(event -> event.startsWith("store") || event.startsWith("load")).toList();
    }

    static void later(HubRig rig) {
        for (int i = 0; i < 40; i++) {
            rig.pass(HubRig.STALL / 10);
            rig.settle();
        }
    }

    /** Everything is given back. */
    void end(HubRig rig) {
        rig.loops.ask(() -> rig.control.closeMembers(CloseReason.SHUTDOWN, Duration.ZERO));
        rig.close();
        assertFalse(store.isOpen("c"));
    }

    static long lag(HubRig rig) {
        return rig.hubs.count(Counter.HISTORY_LAG_BYTES);
    }

    static int joinSize(HubRig rig) {
        return rig.frames.emptyJoin().length;
    }
}
