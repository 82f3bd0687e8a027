package mles.server.store;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import mles.server.delivery.LoopContext;
import mles.server.spi.Ack;
import org.jspecify.annotations.Nullable;

/** Gathers the answers of a store to the appends of one channel, from any thread, and brings them home together. */
final class AckCollector implements Ack {
    private final AtomicInteger stored = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicBoolean posted = new AtomicBoolean();
    private final LoopContext home;
    private final Runnable collect;
    private volatile @Nullable Exception cause;

    /** @param collect is run on the home loop when there are some */
    AckCollector(LoopContext home, Runnable collect) {
        this.home = home;
        this.collect = collect;
    }

    @Override
    public void stored() {
        stored.incrementAndGet();
        post();
    }

    @Override
    public void failed(Exception why) {
        cause = why;
        failed.incrementAndGet();
        post();
    }

    /** Hands over what came since the last call, how many appends were stored and how many failed. Thread: home loop. */
    void drain(IntConsumer whenStored, IntConsumer whenFailed) {
        posted.set(false); // an answer that comes from now on brings itself home
        // In this order: what is stored meanwhile came before what has failed.
        int failures = failed.getAndSet(0);
        int successes = stored.getAndSet(0);
        if (successes > 0) {
            whenStored.accept(successes);
        }
        if (failures > 0) {
            whenFailed.accept(failures);
        }
    }

    /** {@return why the last one failed} */
    String why() {
        Exception seen = cause;
        return seen == null ? "" : String.valueOf(seen.getMessage());
    }

    private void post() {
        if (posted.compareAndSet(false, true)) {
            home.post(collect);
        }
    }
}
