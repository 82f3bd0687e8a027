package mles.server.log;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import mles.server.memory.MemoryBudget;

/**
 * The memory of a {@link Segment}, with its place in the budget. It is apart from the segment so that a write that never
 * ends keeps these bytes, and not every link of the chain behind them.
 */
public final class SegmentMemory extends AbstractReferenceCounted {
    private final ByteBuf memory;
    private final MemoryBudget budget;

    SegmentMemory(ByteBuf memory, MemoryBudget budget) {
        this.memory = memory;
        this.budget = budget;
        budget.take(memory.capacity());
    }

    public ByteBuf memory() {
        return memory;
    }

    @Override
    public SegmentMemory retain() {
        super.retain();
        return this;
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        memory.touch(hint);
        return this;
    }

    @Override
    protected void deallocate() {
        budget.give(memory.capacity());
        memory.release();
    }
}
