package mles.server.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import mles.server.transport.MemoryAccount;
import org.jspecify.annotations.Nullable;

/** Bytes read from a connection that must not be processed yet. Thread: the loop of the connection. */
final class PendingBytes {
    private final ByteBufAllocator allocator;
    private final MemoryAccount account;
    private @Nullable ByteBuf bytes;

    PendingBytes(ByteBufAllocator allocator, MemoryAccount account) {
        this.allocator = allocator;
        this.account = account;
    }

    boolean isEmpty() {
        return bytes == null;
    }

    /** Puts the rest of {@code in} behind what is there. */
    void add(ByteBuf in) {
        if (!in.isReadable()) {
            return;
        }
        ByteBuf all = bytes == null ? in.retain() : joined(bytes, in);
        clear();
        bytes = all;
        account.take(capacity());
    }

    /** Hands out what there is, if there is anything. */
    void drain(Consumer<ByteBuf> processor) {
        ByteBuf taken = bytes;
        if (taken == null) {
            return;
        }
        account.give(capacity());
        bytes = null;
        try {
            processor.accept(taken);
        } finally {
            taken.release();
        }
    }

    void clear() {
        drain(rest -> {
        });
    }

    private ByteBuf joined(ByteBuf before, ByteBuf in) {
        return allocator.directBuffer(before.readableBytes() + in.readableBytes()).writeBytes(before).writeBytes(in);
    }

    private int capacity() {
        return bytes == null ? 0 : bytes.capacity();
    }
}
