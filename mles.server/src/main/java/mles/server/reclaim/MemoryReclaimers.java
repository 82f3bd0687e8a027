package mles.server.reclaim;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mles.server.channel.HubLoop;
import mles.server.channel.MemoryPressure;

/** The reclaimers of all event loops of a server. Thread: any. */
public final class MemoryReclaimers implements Function<HubLoop, MemoryPressure> {
    private final List<MemoryReclaimer> all = new CopyOnWriteArrayList<>();

    @Override
    public MemoryPressure apply(HubLoop loop) {
        MemoryReclaimer reclaimer = new MemoryReclaimer(loop, this);
        all.add(reclaimer);
        return reclaimer;
    }

    /** {@return the most bytes that a member on any loop kept from being given back, at the last look there} */
    long mostHeldBack() {
        return all.stream().mapToLong(MemoryReclaimer::most).max().orElse(0);
    }
}
