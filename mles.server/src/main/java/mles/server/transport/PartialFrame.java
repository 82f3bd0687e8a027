package mles.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** The beginning of a frame whose rest has not come yet. Its memory follows what came, not what was announced. */
final class PartialFrame {
    private static final int SMALLEST = 512;

    private final MemoryAccount account;
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    PartialFrame(MemoryAccount account) {
        this.account = account;
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
            // Pools waste least on powers of two.
            int roomy = Math.max(SMALLEST, Integer.highestOneBit(needed - 1) << 1);
            grow(Math.max(needed, Math.min(roomy, frameSize)), allocator);
        }
        bytes.writeBytes(in, count);
    }

    void clear() {
        account.give(bytes.capacity());
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }

    private void grow(int capacity, ByteBufAllocator allocator) {
        ByteBuf larger = allocator.directBuffer(capacity, capacity).writeBytes(bytes);
        account.take(capacity);
        clear();
        bytes = larger;
    }
}
