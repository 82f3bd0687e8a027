package mles.server.cluster;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import mles.server.log.Publisher;
import mles.server.metrics.Counter;
import mles.server.metrics.LoopCounters;
import mles.server.spi.RelayEntry;
import mles.server.transport.MemoryAccount;
import org.jspecify.annotations.Nullable;

/** The batches of a channel that have no place yet, oldest first. Thread: home loop. */
final class Outbox {
    /** Bytes from which on publishers wait. */
    private static final long FULL = 1 << 20;

    private final Deque<Batch> batches = new ArrayDeque<>(2);
    private final List<Waiting> waiting = new ArrayList<>(0);
    private final MemoryAccount account;
    private final LoopCounters counters;
    private long bytes;
    private boolean full;

    /** A task for the time when nothing of a publisher waits. */
    private record Waiting(Publisher publisher, Runnable task) {
    }

    Outbox(MemoryAccount account, LoopCounters counters) {
        this.account = account;
        this.counters = counters;
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** {@return whether publishers have to wait} */
    boolean isFull() {
        return full;
    }

    /** {@return the batch to which frames of that kind can be added, null where a new one is due} */
    @Nullable
    Batch open(RelayEntry.Kind kind, int size, int most) {
        Batch last = batches.peekLast();
        return last != null && last.hasRoom(kind, size, most) ? last : null;
    }

    void add(Batch batch) {
        batches.add(batch);
    }

    /** Adds frames to {@code batch}, which is one of these. */
    void add(Batch batch, Publisher publisher, ByteBuf in, int at, int size, int frames,
            @Nullable Runnable whenAppended) {
        batch.add(publisher, in, at, size, frames, whenAppended);
        count(size);
    }

    /** {@return the oldest batch without a place, null without one} */
    @Nullable
    Batch oldest() {
        return batches.peek();
    }

    /** {@return the batch to propose next, null while an earlier one has no answer} */
    @Nullable
    Batch next() {
        for (Batch batch : batches) {
            switch (batch.state()) {
                case WAITING -> {
                    return batch;
                }
                case ASKED, UNKNOWN -> {
                    return null;
                }
                case TAKEN -> {
                    // its successor may be proposed
                }
            }
        }
        return null;
    }

    /** {@return the batch whose proposal failed, null without one} */
    @Nullable
    Batch unknown() {
        return batches.stream().filter(batch -> batch.state() == Batch.State.UNKNOWN).findFirst().orElse(null);
    }

    /** {@return the batch with that number, which has its place now, null where it was given up} Older ones have lost theirs. */
    @Nullable
    Batch remove(long number, Consumer<Batch> whenLost) {
        while (!batches.isEmpty() && batches.getFirst().number() <= number) {
            Batch first = batches.remove();
            count(-first.size());
            if (first.number() == number) {
                return first;
            }
            whenLost.accept(first);
        }
        return null;
    }

    /** Gives up everything. */
    void removeAll(Consumer<Batch> whenLost) {
        List<Batch> lost = new ArrayList<>(batches);
        batches.clear();
        lost.forEach(batch -> count(-batch.size()));
        lost.forEach(whenLost);
    }

    boolean isPending(Publisher publisher) {
        return batches.stream().anyMatch(batch -> batch.isOf(publisher));
    }

    /** {@return whether the join of {@code publisher} has no place yet} */
    boolean isJoining(Publisher publisher) {
        return batches.stream().anyMatch(batch -> batch.kind() != RelayEntry.Kind.MESSAGES && batch.isOf(publisher));
    }

    void afterPending(Publisher publisher, Runnable task) {
        waiting.add(new Waiting(publisher, task));
    }

    /** Runs the tasks whose publishers wait for nothing any more. */
    void runTasks() {
        List<Runnable> due = new ArrayList<>(0);
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext();) {
            Waiting next = each.next();
            if (!isPending(next.publisher())) {
                each.remove();
                due.add(next.task());
            }
        }
        due.forEach(Runnable::run);
    }

    private void count(long more) {
        bytes += more;
        if (more > 0) {
            account.take(more);
        } else {
            account.give(-more);
        }
        counters.add(Counter.CLUSTER_LAG_BYTES, more);
        full = bytes > (full ? FULL / 2 : FULL);
    }
}
