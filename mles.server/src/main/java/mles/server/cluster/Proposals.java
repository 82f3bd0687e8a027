package mles.server.cluster;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mles.protocol.CloseReason;
import mles.server.channel.SequencedChannel;
import mles.server.delivery.LoopContext;
import mles.server.log.FrameSizer;
import mles.server.log.Publisher;
import mles.server.metrics.Counter;
import mles.server.spi.Ack;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/**
 * Proposes what members of a channel publish, one batch behind the answer to the one before. A failed proposal is made again,
 * as soon as everything is known that the engine has. Thread: home loop.
 */
final class Proposals {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Time after which a batch without its place shows that the engine does not work. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Cluster cluster;
    private final SequencedChannel channel;
    private final LoopContext home;
    private final RelayChannel relay;
    private final Tail tail;
    private final Runnable whenLate;
    private final Outbox outbox;
    /** Has no answer, and has not come back; maybe given up. */
    private @Nullable Batch underWay;
    private boolean late;
    private boolean looking;
    private boolean pausing;

    /** @param whenLate runs when a batch has waited for longer than any may */
    Proposals(Cluster cluster, SequencedChannel channel, LoopContext home, RelayChannel relay, Tail tail,
            Runnable whenLate) {
        this.cluster = cluster;
        this.channel = channel;
        this.home = home;
        this.relay = relay;
        this.tail = tail;
        this.whenLate = whenLate;
        this.outbox = new Outbox(cluster.budget(), home.counters());
    }

    Outbox outbox() {
        return outbox;
    }

    /** Adds frames, in pieces where they are longer than an entry may be: a resync, or the burst of a busy publisher. */
    void add(Publisher publisher, RelayEntry.Kind kind, ByteBuf in, int at, int bytes, int frames,
            @Nullable Runnable whenAppended) {
        int most = cluster.relay().largestEntry();
        int end = at + bytes;
        int left = frames;
        for (int from = at; from < end;) {
            int size = end - from;
            int count = left;
            if (size > most) {
                size = 0;
                count = 0;
                do {
                    size += FrameSizer.frameSize(in, from + size);
                    count++;
                } while (size + FrameSizer.frameSize(in, from + size) <= most);
            }
            boolean last = from + size == end;
            outbox.add(batch(kind, size), publisher, in, from, size, count, last ? whenAppended : null);
            from += size;
            left -= count;
        }
        pauseOrNot();
        channel.flushLater();
    }

    /** Adds an operator's command; {@code done} gets whether the engine has taken it. */
    void command(RelayEntry.Kind kind, ByteBuf argument, Consumer<Boolean> done) {
        Command author = new Command();
        Batch batch = cluster.newBatch(kind, home.nanoTime());
        outbox.add(batch);
        outbox.add(batch, author, argument, 0, argument.readableBytes(), 0, null);
        outbox.afterPending(author, () -> done.accept(!author.isRefused()));
        channel.flushLater();
    }

    /** Proposes what waits, unless an earlier proposal has no answer. */
    void flush() {
        Batch next = underWay == null ? outbox.next() : null;
        if (next != null) {
            propose(next);
        }
        look();
    }

    /** Everything that the engine has is known: what failed is not there. */
    void retry() {
        Batch unknown = outbox.unknown();
        if (unknown != null) {
            propose(unknown);
        }
    }

    /** {@return the batch with that number, which has its place now; null where it was given up} */
    @Nullable
    Batch resolve(long number) {
        if (underWay != null && underWay.number() == number) {
            underWay = null;
        }
        Batch batch = outbox.remove(number, this::lost);
        if (batch != null) {
            cluster.roundTrip(home.nanoTime() - batch.since());
        }
        return batch;
    }

    /** Some batches were resolved or given up, and their frames are in the log or nowhere. */
    void onResolved() {
        outbox.runTasks();
        if (outbox.isEmpty()) {
            late(false);
            channel.onReady();
        }
        pauseOrNot();
    }

    void giveUp() {
        outbox.removeAll(this::lost);
        onResolved();
    }

    private Batch batch(RelayEntry.Kind kind, int size) {
        Batch open = outbox.open(kind, size, cluster.relay().largestEntry());
        if (open != null) {
            return open;
        }
        Batch batch = cluster.newBatch(kind, home.nanoTime());
        outbox.add(batch);
        return batch;
    }

    private void propose(Batch batch) {
        underWay = batch;
        relay.propose(batch.ask(cluster.origin()), new Ack() {
            @Override
            public void stored() {
                home.post(() -> answered(batch, Batch.State.TAKEN));
            }

            @Override
            public void failed(Exception cause) {
                home.post(() -> answered(batch, Batch.State.UNKNOWN));
            }
        });
    }

    private void answered(Batch batch, Batch.State answer) {
        if (batch.equals(underWay)) {
            underWay = null;
        }
        batch.become(answer);
        if (batch.equals(outbox.unknown())) {
            tail.askLater();
        } else {
            flush();
        }
    }

    /** Looks after the oldest batch while there is one. */
    private void look() {
        if (looking || outbox.isEmpty()) {
            return;
        }
        looking = true;
        home.schedule(() -> {
            looking = false;
            Batch oldest = outbox.oldest();
            if (oldest == null) {
                return;
            }
            long age = home.nanoTime() - oldest.since();
            late(age >= LATE_NANOS);
            if (age >= cluster.timeoutNanos()) {
                whenLate.run();
            } else if (oldest.state() == Batch.State.TAKEN && tail.isLive()) {
                // It has its place, and the live path may have lost it.
                tail.ask();
            }
            look();
        }, LOOK_NANOS);
    }

    private void lost(Batch batch) {
        home.counters().add(Counter.CLUSTER_DROPPED_FRAMES, batch.frames());
        // A reader does not lose its place for a join without content.
        if (batch.kind() != RelayEntry.Kind.EMPTY_JOINS) {
            batch.forEachPublisher(publisher -> publisher.onRefused(CloseReason.CLUSTER_UNAVAILABLE));
        }
        batch.release();
    }

    private void pauseOrNot() {
        if (pausing != outbox.isFull()) {
            pausing = outbox.isFull();
            channel.onPauseChanged();
        }
    }

    private void late(boolean now) {
        if (late != now) {
            late = now;
            cluster.late(now);
        }
    }
}
