package mles.server.store;

import mles.server.delivery.LoopContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** To be called before the others: what comes later brings itself home. */
    void begin() {
        posted.set(false);
    }

    /** {@return how many were stored since the last call} They came before those of {@link #takeFailed}, asked first. */
    int takeStored() {
        return stored.getAndSet(0);
    }

    /** {@return how many failed since the last call} */
    int takeFailed() {
        return failed.getAndSet(0);
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
