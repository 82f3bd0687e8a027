package mles.server.store;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import mles.server.channel.LoadTarget;
import mles.server.delivery.LoopContext;

/** The tasks that wait for a channel to be loaded, and the patience that they have. Thread: home loop. */
final class LoadPhase {
    /** Looks at a load within the time in which it has to get on. */
    private static final int LOOKS = 4;

    private final Queue<Runnable> waiting = new ArrayDeque<>(1);
    private final LoadTarget channel;
    private final LoopContext home;
    private final StoreThreads storeThreads;
    private int watches;

    LoadPhase(LoadTarget channel, LoopContext home, StoreThreads storeThreads) {
        this.channel = channel;
        this.home = home;
        this.storeThreads = storeThreads;
    }

    void add(Runnable task) {
        waiting.add(task);
    }

    /** Begins: runs {@code late} unless the store thread gets on, with this channel or with those before it. */
    void begin(Runnable late) {
        watch(++watches, late, storeThreads.progress(channel.name()), 0);
    }

    /** It is loaded, or will not be: runs the tasks, oldest first, while {@code more}. */
    void end(BooleanSupplier more) {
        watches++;
        while (!waiting.isEmpty() && more.getAsBoolean()) {
            waiting.remove().run();
        }
        channel.onReady();
    }

    private void watch(int number, Runnable late, long progress, int quiet) {
        home.schedule(() -> {
            long now = storeThreads.progress(channel.name());
            if (number != watches) {
                return;
            }
            if (now != progress) {
                watch(number, late, now, 0);
            } else if (quiet + 1 < LOOKS) {
                watch(number, late, now, quiet + 1);
            } else {
                late.run();
            }
        }, storeThreads.loadNanos() / LOOKS);
    }
}
