package mles.server.store;

import mles.protocol.ChannelName;
import mles.server.delivery.LoopContext;
import mles.server.metrics.Counter;
import mles.server.spi.ChannelHistory;
import org.jspecify.annotations.Nullable;

/** The end of a channel's use of the store: tells of frames that are lost, and frees the channel's name. Thread: home loop. */
final class SessionEnd {
    private final ChannelName channel;
    private final LoopContext home;
    private final StoreThreads storeThreads;
    private boolean begun;
    private @Nullable Runnable whenFree;
    /** Frames that would be there after a restart, were all of them stored: from the first number to the second. */
    private long keptFrom;
    private long keptTo;

    SessionEnd(ChannelName channel, LoopContext home, StoreThreads storeThreads) {
        this.channel = channel;
        this.home = home;
        this.storeThreads = storeThreads;
    }

    /** From now on the store may have something open for the channel. */
    void begin() {
        if (!begun) {
            begun = true;
            storeThreads.active(1);
        }
    }

    boolean hasBegun() {
        return begun;
    }

    /** The channel goes, with frames that should be stored; {@code then} runs when its name is free. */
    void close(long firstKept, long endOfKept, Runnable then) {
        keptFrom = firstKept;
        keptTo = endOfKept;
        whenFree = then;
    }

    /**
     * Everything is answered.
     *
     * @param open the history, if it is open
     */
    void letGo(StorePosition position, @Nullable ChannelHistory open) {
        long lost = keptTo - Math.max(keptFrom, position.storedFrame());
        if (lost > 0) {
            home.counters().add(Counter.HISTORY_LOST_FRAMES, lost);
            storeThreads.events().storeLost(channel, lost);
        }
        position.end();
        Runnable then = whenFree;
        whenFree = null;
        if (then == null || !begun) {
            return;
        }
        // Twice: what an abandoned attempt still brings is closed on the way.
        storeThreads.run(channel, () -> {
            OpenTask.close(open);
            home.post(() -> storeThreads.run(channel, () -> home.post(() -> {
                storeThreads.active(-1);
                then.run();
            })));
        });
    }
}
