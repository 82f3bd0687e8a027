package mles.server.channel;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mles.protocol.CloseReason;
import mles.server.delivery.Cursor;
import mles.server.delivery.ReaderGroupProxy;
import mles.server.delivery.Subscriber;
import mles.server.log.Publisher;
import mles.server.memory.MemoryBudget;
import mles.server.metrics.Counter;
import mles.server.spi.MemberInfo;
import mles.server.transport.AddressRateLimiter;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import org.jspecify.annotations.Nullable;

/**
 * A member's place in a channel. Its front end publishes through it, on the loop of the member; everything goes on to
 * the home loop of the channel, which alone knows whether the place is taken.
 */
final class HubMembership implements Membership, Publisher, Subscriber {
    /** Bytes on their way home at which no more are read. */
    private static final int MOST_UNDER_WAY = 1 << 20;

    private final AtomicInteger underWay = new AtomicInteger();
    private final MemberInfo info;
    private final String kind;
    private final HubLoop loop;
    private final HubLoop home;
    private final MemoryBudget budget;
    private final AddressRateLimiter pace;
    private final Cursor cursor;
    /** Home only; null before the join and after the end. */
    private @Nullable Hub hub;
    /** Home only: where it joins as soon as that is loaded. */
    private @Nullable Hub awaited;
    /** Home only. */
    private @Nullable ReaderGroupProxy proxy;
    /** Home only: it was in the channel, and its end is on the way. */
    private boolean freed;
    /** Home only: what its member asked for while it entered, on being told so; null at other times. */
    private @Nullable Queue<Runnable> early;

    HubMembership(MemberInfo info, Member member, HubLoop loop, HubLoop home, MemoryBudget budget,
            MembershipOptions options) {
        this.info = info;
        this.kind = member.kind();
        this.loop = loop;
        this.home = home;
        this.budget = budget;
        this.pace = options.pace();
        this.cursor = new Cursor(this, member, loop.counters(kind()), options.subscribes());
    }

    String kind() {
        return kind;
    }

    MemberInfo info() {
        return info;
    }

    HubLoop loop() {
        return loop;
    }

    Cursor cursor() {
        return cursor;
    }

    /** {@return its connection id, which no other member of the channel has} */
    @Override
    public long id() {
        return Integer.toUnsignedLong(info.cid().value());
    }

    @Override
    public void onAppended(long from, long to, long frames) {
        if (proxy != null) {
            proxy.addOwnRange(cursor, from, to, frames);
        }
    }

    /** Its message with that tag is before {@code end} of the log, the head, and has that number. Thread: home loop. */
    void answer(long end, long tag, long number) {
        if (proxy != null) {
            proxy.addAnswer(cursor, end, tag, number);
        }
    }

    @Override
    public void onRefused(CloseReason reason) {
        leaveAtHome(reason);
    }

    @Override
    public void onParked() {
        home.context().events().parked(info);
    }

    /** Its frames are dropped, and it ends for that reason. */
    void refuse(int frames, CloseReason reason) {
        home.counters().add(Counter.DROPPED_FRAMES, frames);
        leaveAtHome(reason);
    }

    /** It will join {@code loading}; on the home loop. Its frames wait meanwhile, too. */
    void waitFor(Hub loading) {
        awaited = loading;
    }

    /**
     * Runs {@code join}, and behind it what the member asked for meanwhile: a member on the home loop is told of its join before
     * the join is over. Thread: home loop.
     */
    void enter(Runnable join) {
        Queue<Runnable> asked = new ArrayDeque<>(0);
        early = asked;
        try {
            join.run();
        } finally {
            for (Runnable next = asked.poll(); next != null; next = asked.poll()) {
                next.run();
            }
            early = null;
        }
    }

    /** The join succeeded; on the home loop. */
    void take(Hub joined, ReaderGroupProxy group) {
        awaited = null;
        hub = joined;
        proxy = group;
    }

    /**
     * The member goes, for the reason that is told then: no later one counts. Thread: home loop.
     *
     * @return the hub it was in, null without one
     */
    @Nullable
    ReaderGroupProxy free() {
        ReaderGroupProxy was = proxy;
        freed = true;
        hub = null;
        proxy = null;
        return was;
    }

    @Override
    public void publish(ByteBuf in, int at, int bytes, int frames) {
        publish(in, at, bytes, frames, null);
    }

    @Override
    public void publish(ByteBuf in, int at, int bytes, int frames, long tag) {
        cursor.asked();
        publish(in, at, bytes, frames, Long.valueOf(tag));
    }

    private void publish(ByteBuf in, int at, int bytes, int frames, @Nullable Long tag) {
        assert loop.isCurrent();
        cursor.published();
        keepPace(bytes);
        if (!home.isCurrent()) {
            handOver(home::runOnLoop, in, at, bytes, frames, tag);
        } else if (early != null) {
            handOver(early::add, in, at, bytes, frames, tag);
        } else {
            publishAtHome(in, at, bytes, frames, tag);
        }
    }

    @Override
    public boolean mayHold() {
        return !budget.isPressed() || loop.memoryPressure().mayBuffer(cursor);
    }

    @Override
    public void written(boolean success) {
        assert loop.isCurrent();
        cursor.written(success);
    }

    @Override
    public void leave(CloseReason reason) {
        home.runOnLoop(() -> {
            if (early == null) {
                leaveAtHome(reason);
            } else {
                early.add(() -> leaveAtHome(reason));
            }
        });
    }

    /** On the home loop; also the way out for those that the server ends. */
    void leaveAtHome(CloseReason reason) {
        assert home.isCurrent();
        Hub loading = loading();
        // Behind its published frames; without any, no one needs to wait for its place.
        if (loading != null && (hub == null || underWay.get() > 0)) {
            loading.afterOpening(() -> leaveAtHome(reason));
        } else if (hub != null && reason == CloseReason.LEFT && hub.sequencer().isPending(this)) {
            hub.sequencer().afterPending(this, () -> leaveAtHome(reason));
        } else if (hub != null) {
            hub.roster().leave(this, reason);
        } else if (!freed) {
            loop.runOnLoop(() -> cursor.close(reason));
        }
    }

    /** Reads no more before it may publish more. */
    private void keepPace(long bytes) {
        long rest = pace.did(info.remote(), bytes);
        if (rest > 0) {
            cursor.pause(Cursor.Pause.PACE, true);
            loop.schedule(() -> keepPace(0), rest);
        } else if (bytes == 0) {
            cursor.pause(Cursor.Pause.PACE, false);
        }
    }

    /** Publishes at home when {@code executor} gets there, and not too much at once. */
    private void handOver(Consumer<Runnable> executor, ByteBuf in, int at, int bytes, int frames, @Nullable Long tag) {
        ByteBuf batch = in.retainedSlice(at, bytes);
        budget.take(bytes);
        if (underWay.addAndGet(bytes) > MOST_UNDER_WAY) {
            pauseOrNot();
        }
        executor.accept(() -> {
            try {
                publishAtHome(batch, 0, bytes, frames, tag);
            } catch (OutOfMemoryError e) {
                home.counters().add(Counter.DROPPED_FRAMES, frames);
                leaveAtHome(CloseReason.MEMORY);
            } finally {
                batch.release();
                arrived(bytes);
            }
        });
    }

    private void arrived(int bytes) {
        budget.give(bytes);
        int before = underWay.getAndAdd(-bytes);
        if (before > MOST_UNDER_WAY && before - bytes <= MOST_UNDER_WAY) {
            pauseOrNot();
        }
    }

    private void pauseOrNot() {
        loop.runOnLoop(() -> cursor.pause(Cursor.Pause.HANDOVER, underWay.get() > MOST_UNDER_WAY));
    }

    private void publishAtHome(ByteBuf in, int at, int bytes, int frames, @Nullable Long tag) {
        Hub loading = loading();
        if (loading != null) {
            handOver(loading::afterOpening, in, at, bytes, frames, tag);
        } else if (hub == null) {
            home.counters().add(Counter.DROPPED_FRAMES, frames);
        } else {
            hub.publish(this, in, at, bytes, frames, tag);
        }
    }

    /** {@return the hub to wait for, if there is one} */
    private @Nullable Hub loading() {
        Hub joined = hub == null ? awaited : hub;
        return joined != null && joined.isOpening() ? joined : null;
    }
}
