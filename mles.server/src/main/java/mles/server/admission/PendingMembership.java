package mles.server.admission;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mles.protocol.CloseReason;
import mles.server.delivery.LoopContext;
import mles.server.memory.MemoryBudget;
import mles.server.metrics.Counter;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import org.jspecify.annotations.Nullable;

/**
 * Membership of a connection whose join is being authorized. Nothing more is read from it; frames read before wait in
 * order. Thread: the loop of the member.
 */
final class PendingMembership implements Membership {
    private final Member member;
    private final LoopContext loop;
    private final MemoryBudget budget;
    private final List<Waiting> waiting = new ArrayList<>();
    private @Nullable Membership decided;
    private boolean left;

    /** @param loop that of the member */
    PendingMembership(Member member, LoopContext loop, MemoryBudget budget) {
        this.member = member;
        this.loop = loop;
        this.budget = budget;
        member.reading(false);
    }

    /** Frames published too early. */
    private record Waiting(ByteBuf batch, int frames, @Nullable Long tag) {
        void publish(Membership membership) {
            if (tag == null) {
                membership.publish(batch, batch.readerIndex(), batch.readableBytes(), frames);
            } else {
                membership.publish(batch, batch.readerIndex(), batch.readableBytes(), frames, tag.longValue());
            }
        }
    }

    /** {@code verdict} makes him what he is to be, unless he has left. */
    void decide(Supplier<Membership> verdict) {
        if (decided == null) {
            member.reading(true);
            Membership now = verdict.get();
            decided = now;
            empty(each -> each.publish(now));
            if (left) {
                now.leave(CloseReason.LEFT);
            }
        }
    }

    @Override
    public void publish(ByteBuf in, int at, int bytes, int frames) {
        if (decided == null) {
            add(new Waiting(in.retainedSlice(at, bytes), frames, null));
        } else {
            decided.publish(in, at, bytes, frames);
        }
    }

    @Override
    public void publish(ByteBuf in, int at, int bytes, int frames, long tag) {
        if (decided == null) {
            add(new Waiting(in.retainedSlice(at, bytes), frames, tag));
        } else {
            decided.publish(in, at, bytes, frames, tag);
        }
    }

    private void add(Waiting frames) {
        waiting.add(frames);
        budget.take(frames.batch.readableBytes());
    }

    @Override
    public boolean mayHold() {
        return decided == null || decided.mayHold();
    }

    @Override
    public void written(boolean success) {
        if (decided != null) {
            decided.written(success);
        }
    }

    @Override
    public void leave(CloseReason reason) {
        if (decided != null) {
            decided.leave(reason);
            return;
        }
        if (reason == CloseReason.LEFT) {
            left = true; // what it sent before that is to be judged, and taken, first (SPEC 5.4)
            return;
        }
        decided = Membership.NONE;
        empty(each -> loop.counters().add(Counter.DROPPED_FRAMES, each.frames));
        member.close(reason);
    }

    private void empty(Consumer<Waiting> use) {
        for (Waiting each : waiting) {
            int bytes = each.batch.readableBytes();
            use.accept(each);
            each.batch.release();
            budget.give(bytes);
        }
        waiting.clear();
    }
}
