package mles.server.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.channel.SequencedChannel;
import mles.server.channel.Sequencer;
import mles.server.delivery.LoopContext;
import mles.server.log.Publisher;
import mles.server.metrics.Counter;
import mles.server.spi.Position;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/**
 * One channel of a cluster on one server. First everything that the engine keeps is taken, while joins wait. Frames of members
 * are proposed, one batch at a time, and appended when the engine brings them back, as those of other servers are. So all
 * servers have one log. Thread: home loop.
 */
final class ClusterSession implements Sequencer {
    private enum State {
        LOADING, UP, DOWN, CLOSED
    }

    private final Queue<Runnable> loading = new ArrayDeque<>(1);
    private final Cluster cluster;
    private final SequencedChannel channel;
    private final LoopContext home;
    private final Arrivals arrivals;
    private final RelayChannel relay;
    private final Tail tail;
    private final Proposals proposals;
    private final EntryApplier applier;
    private State state = State.LOADING;

    ClusterSession(Cluster cluster, SequencedChannel channel, LoopContext home) {
        this.cluster = cluster;
        this.channel = channel;
        this.home = home;
        this.arrivals = new Arrivals(home, cluster.budget(), this);
        this.relay = cluster.relay().open(channel.name(), arrivals);
        this.tail = new Tail(home, relay);
        this.proposals = new Proposals(cluster, channel, home, relay, tail, this::giveUp);
        this.applier = new EntryApplier(cluster, channel, proposals);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void load(boolean free) {
        cluster.add(this);
        tail.ask();
        home.schedule(() -> {
            if (state == State.LOADING) {
                giveUp();
            }
        }, cluster.timeoutNanos());
    }

    @Override
    public boolean isLoading() {
        return state == State.LOADING;
    }

    @Override
    public @Nullable CloseReason outage() {
        return state == State.DOWN ? CloseReason.CLUSTER_UNAVAILABLE : null;
    }

    @Override
    public boolean isBusy() {
        return isLoading() || isBehind();
    }

    @Override
    public boolean isBehind() {
        return !proposals.outbox().isEmpty() || !loading.isEmpty();
    }

    @Override
    public void afterLoad(Runnable task) {
        loading.add(task);
    }

    @Override
    public boolean keepsOrder() {
        return true;
    }

    @Override
    public boolean needsPause() {
        return proposals.outbox().isFull();
    }

    @Override
    public void propose(Publisher publisher, RelayEntry.Kind kind, ByteBuf in, int at, int bytes, int frames,
            @Nullable Runnable whenAppended) {
        proposals.add(publisher, kind, in, at, bytes, frames, whenAppended);
    }

    @Override
    public void evict(ConnectionId cid, Consumer<Boolean> done) {
        proposals.command(RelayEntry.Kind.EVICT, Unpooled.buffer(Integer.BYTES).writeInt(cid.value()), done);
    }

    @Override
    public void clear(Consumer<Boolean> done) {
        proposals.command(RelayEntry.Kind.CLEAR, Unpooled.EMPTY_BUFFER, done);
    }

    @Override
    public boolean isPending(Publisher publisher) {
        return proposals.outbox().isPending(publisher);
    }

    @Override
    public void afterPending(Publisher publisher, Runnable task) {
        proposals.outbox().afterPending(publisher, task);
    }

    @Override
    public void stopTaking(boolean stop) {
        arrivals.stop(stop && state != State.LOADING);
    }

    @Override
    public void flush() {
        assert home.isCurrent();
        if (state == State.UP) {
            proposals.flush();
        }
    }

    @Override
    public void close(Runnable then) {
        state = State.CLOSED;
        cluster.remove(this);
        tail.end();
        relay.close();
        proposals.giveUp();
        runLoading();
        then.run();
    }

    /** The engine is there again. Thread: any. */
    void reconnect() {
        home.post(this::tailAgain);
    }

    void tailAgain() {
        if (state != State.CLOSED) {
            tail.ask();
        }
    }

    void onEntry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
        if (state == State.CLOSED || tail.last().covers(at)) {
            return;
        }
        if (!tail.isNext(at, before)) {
            // While it is asked for, what comes beside that comes again.
            if (tail.isLive()) {
                home.counters().add(Counter.CLUSTER_GAPS, 1);
                tail.ask();
            }
            return;
        }
        if (tail.last().number() > 0 && at.epoch() != tail.last().epoch()) {
            reset();
        }
        if (!tail.isLive() && state != State.LOADING) {
            home.counters().add(Counter.CLUSTER_REFILLED_FRAMES, entry.count());
        }
        tail.advance(at);
        channel.onEntry(at, storedAtMillis);
        if (state == State.LOADING) {
            applier.load(entry, storedAtMillis);
        } else {
            applier.apply(entry);
        }
    }

    void onLive(Position newest) {
        if (state == State.CLOSED) {
            return;
        }
        if (tail.isEmptied(newest)) {
            reset();
            tail.advance(newest);
        }
        if (!tail.isCompleteAt(newest)) {
            tail.askLater();
            return;
        }
        channel.onNewest(tail.last());
        if (state != State.UP) {
            state = State.UP;
            runLoading();
            channel.onReady();
        }
        proposals.retry();
        proposals.flush();
    }

    void onLost(Position before) {
        if (state != State.CLOSED && !tail.last().covers(before)) {
            cluster.lost(channel.name());
            tail.advance(before);
            channel.onLost(before);
        }
    }

    void onTailFailed() {
        if (state != State.CLOSED) {
            tail.askLater();
        }
    }

    /** The engine has lost its data. */
    private void reset() {
        cluster.reset(channel.name());
        channel.onReset();
    }

    /** The engine has been away for too long: nothing more is taken until it is there again. */
    private void giveUp() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.DOWN;
        runLoading();
        proposals.giveUp();
        tail.askLater();
    }

    private void runLoading() {
        while (!loading.isEmpty() && state != State.LOADING) {
            loading.remove().run();
        }
    }
}
