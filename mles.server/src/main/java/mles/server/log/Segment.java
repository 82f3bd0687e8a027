package mles.server.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import mles.server.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a {@link ChannelLog}: whole frames back to back, from an absolute position on. The home loop appends; any
 * loop may read what was announced to it. Its memory is held by the log, by each reader loop, by each newcomer that
 * still reads history and by each write under way; it goes back when the last of them lets go, while the object stays
 * as a link of the chain.
 */
public final class Segment {
    private final long start;
    private final long arrival;
    private final int offset;
    private final SegmentMemory block;
    private final ByteBuffer view;
    private final boolean single;
    private int length;
    private @Nullable Segment next;

    /** @param single whether it is made for one frame that fills it */
    Segment(long start, ByteBuf memory, boolean single, MemoryBudget budget) {
        this.start = start;
        this.arrival = start;
        this.offset = 0;
        this.block = new SegmentMemory(memory, budget);
        this.view = memory.nioBuffer(0, memory.capacity());
        this.single = single;
    }

    private Segment(Segment source, long from, long start) {
        this.start = start;
        this.arrival = source.arrival(from);
        this.offset = source.index(from);
        this.block = source.block.retain();
        this.view = source.view;
        this.single = false;
        this.length = view.capacity();
    }

    /** {@return the link before the first segment of a log: no room, no bytes} */
    static Segment origin(MemoryBudget budget) {
        return new Segment(0, Unpooled.EMPTY_BUFFER, true, budget);
    }

    /** {@return the same bytes from position {@code from} on at {@code newStart}, held once; nothing is appended to it} */
    Segment movedTo(long newStart, long from) {
        return new Segment(this, from, newStart);
    }

    public long start() {
        return start;
    }

    /** {@return the position at which the byte at {@code position} was appended, before anything was reordered} */
    long arrival(long position) {
        return arrival + position - start;
    }

    /** {@return the segment behind this one, which is full then} */
    @Nullable
    public Segment next() {
        return next;
    }

    /** {@return the one in which {@code position} is, of this one and those behind it} */
    public Segment reach(long position) {
        Segment reached = this;
        for (Segment behind = next; behind != null && behind.start <= position; behind = reached.next) {
            reached = behind;
        }
        return reached;
    }

    /** {@return the end of what may be read of this one, where the log may be read up to {@code limit}} */
    public long readableEnd(long limit) {
        return next == null ? limit : Math.min(limit, next.start);
    }

    /**
     * Retains all behind this one up to {@code end}.
     *
     * @return that
     */
    public Segment retainTo(Segment end) {
        Segment at = this;
        while (at != end) {
            Segment behind = at.next;
            if (behind == null) {
                throw new IllegalStateException("the chain ends early");
            }
            at = behind.retain();
        }
        return at;
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
        block.memory().setBytes(length, in, at, bytes);
        length += bytes;
    }

    /** Chains {@code segment} behind this one; on the home loop. */
    void link(Segment segment) {
        next = segment;
    }

    /** {@return the bytes themselves; for the home loop, by absolute index} */
    public ByteBuffer view() {
        return view;
    }

    /** {@return the index of {@code position} in {@link #view()}} */
    public int index(long position) {
        return (int) (position - start) + offset;
    }

    /** {@return the memory, to be read by absolute index} */
    public ByteBuf memory() {
        return block.memory();
    }

    /** {@return the memory, to be held longer than this object} */
    public SegmentMemory block() {
        return block;
    }

    public Segment retain() {
        block.retain();
        return this;
    }

    void release() {
        block.release();
    }
}
