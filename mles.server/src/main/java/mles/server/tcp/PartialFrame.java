package mles.server.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import mles.server.hub.MemoryBudget;

/** The beginning of a frame whose rest has not come yet. Its memory follows what came, not what was announced. */
final class PartialFrame {
    private static final int SMALLEST = 512;

    private final MemoryBudget budget;
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    PartialFrame(MemoryBudget budget) {
        this.budget = budget;
    }

    boolean isEmpty() {
        return !bytes.isReadable();
    }

    int size() {
        return bytes.readableBytes();
    }

    ByteBuf bytes() {
        return bytes;
    }

    ByteBuffer view() {
        return bytes.internalNioBuffer(0, bytes.readableBytes());
    }

    /** Takes {@code count} bytes of {@code in}; {@code frameSize} is what the frame will have in the end. */
    void add(ByteBuf in, int count, int frameSize, ByteBufAllocator allocator) {
        int needed = bytes.readableBytes() + count;
        if (needed > bytes.capacity()) {
            int roomy = Math.max(SMALLEST, 2 * bytes.capacity());
            grow(Math.max(needed, Math.min(roomy, frameSize)), allocator);
        }
        bytes.writeBytes(in, count);
    }

    void clear() {
        budget.give(bytes.capacity());
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }

    private void grow(int capacity, ByteBufAllocator allocator) {
        ByteBuf larger = allocator.directBuffer(capacity, capacity).writeBytes(bytes);
        budget.take(capacity);
        clear();
        bytes = larger;
    }
}
