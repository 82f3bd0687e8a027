package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a {@link ChannelLog}: whole frames back to back, from an absolute position on. The home loop appends; any
 * loop may read what was announced to it. Referenced by the log, by each reader loop and by each write under way; its
 * memory goes back when the last of them lets go, while the object stays as a link of the chain.
 */
final class Segment extends AbstractReferenceCounted {
    private final long start;
    private final ByteBuf memory;
    private final ByteBuffer view;
    private final MemoryBudget budget;
    private final boolean single;
    private int length;
    private @Nullable Segment next;

    /** @param single whether it is made for one frame that fills it */
    Segment(long start, ByteBuf memory, boolean single, MemoryBudget budget) {
        this.start = start;
        this.memory = memory;
        this.view = memory.nioBuffer(0, memory.capacity());
        this.single = single;
        this.budget = budget;
        budget.take(memory.capacity());
    }

    /** {@return the link before the first segment of a log: no room, no bytes} */
    static Segment origin(MemoryBudget budget) {
        return new Segment(0, Unpooled.EMPTY_BUFFER, true, budget);
    }

    long start() {
        return start;
    }

    /** {@return the segment behind this one, which is full then} */
    @Nullable
    Segment next() {
        return next;
    }

    int capacity() {
        return view.capacity();
    }

    int room() {
        return view.capacity() - length;
    }

    /** {@return the end of a segment that nothing will be appended to, and which has no next one to tell} */
    boolean isSingle() {
        return single;
    }

    /** Appends; on the home loop. */
    void append(ByteBuf in, int at, int bytes) {
        memory.setBytes(length, in, at, bytes);
        length += bytes;
    }

    /** Chains {@code segment} behind this one; on the home loop. */
    void link(Segment segment) {
        next = segment;
    }

    /** {@return the bytes themselves; for the home loop, by absolute index} */
    ByteBuffer view() {
        return view;
    }

    /** {@return where {@code position} is in {@link #view()}} */
    int index(long position) {
        return (int) (position - start);
    }

    /** {@return a retained slice to be written} */
    ByteBuf slice(long from, int bytes) {
        return memory.retainedSlice(index(from), bytes);
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        memory.touch(hint);
        return this;
    }

    @Override
    public Segment retain() {
        super.retain();
        return this;
    }

    @Override
    protected void deallocate() {
        budget.give(view.capacity());
        memory.release();
    }
}
