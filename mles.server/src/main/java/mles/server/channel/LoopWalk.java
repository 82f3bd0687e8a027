package mles.server.channel;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Visits things on one loop, some in each turn, so that a million of them delay no connection. Thread: that loop. */
final class LoopWalk<T> {
    private static final int PER_TURN = 1000;

    private final HubLoop loop;
    private final Iterator<T> items;
    private final Consumer<T> visitor;
    private final CompletableFuture<Boolean> done;

    private LoopWalk(HubLoop loop, Collection<T> items, Consumer<T> visitor, CompletableFuture<Boolean> done) {
        this.loop = loop;
        this.items = List.copyOf(items).iterator();
        this.visitor = visitor;
        this.done = done;
    }

    /**
     * {@return the end of a walk} Thread: any.
     *
     * @param items   taken on the loop
     * @param visitor called on the loop
     */
    static <T> CompletableFuture<Boolean> start(HubLoop loop, Supplier<Collection<T>> items, Consumer<T> visitor) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.post(() -> new LoopWalk<>(loop, items.get(), visitor, done).step());
        return done;
    }

    /** {@return the end of a walk over the channels at home on {@code loop}} Thread: any. */
    static CompletableFuture<Boolean> hubs(HubLoop loop, Consumer<Hub> visitor) {
        return start(loop, loop::all, hub -> {
            if (loop.find(hub.name()) == hub) { // not gone since the walk began
                visitor.accept(hub);
            }
        });
    }

    private void step() {
        for (int left = PER_TURN; left > 0 && items.hasNext(); left--) {
            visitor.accept(items.next());
        }
        if (items.hasNext()) {
            loop.post(this::step);
        } else {
            done.complete(true);
        }
    }
}
