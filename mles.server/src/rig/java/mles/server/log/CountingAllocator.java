package mles.server.log;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.Arrays;

/**
 * Knows how much of its memory is in use, and spoils what comes back, so that a late reader gets wrong bytes.
 * Its memory is heap: what a failed try does not give back is collected.
 */
public final class CountingAllocator extends AbstractByteBufAllocator {
    private static final byte SPOILT = (byte) 0xee;

    private long used;
    private int allocations;
    private boolean exhausted;

    /** {@return bytes in use} */
    public long used() {
        return used;
    }

    /** {@return the number of buffers ever handed out} */
    public int allocations() {
        return allocations;
    }

    /** Says whether there is memory. */
    public void exhausted(boolean now) {
        exhausted = now;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        throw new UnsupportedOperationException("frames are in direct memory");
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        if (exhausted) {
            throw new OutOfMemoryError("none left for the test");
        }
        allocations++;
        return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity) {
            @Override
            protected byte[] allocateArray(int capacity) {
                used += capacity;
                return super.allocateArray(capacity);
            }

            @Override
            protected void freeArray(byte[] array) {
                Arrays.fill(array, SPOILT);
                used -= array.length;
            }
        };
    }
}
