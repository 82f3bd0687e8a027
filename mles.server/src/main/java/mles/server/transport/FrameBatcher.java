package mles.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import mles.protocol.Fault;
import mles.protocol.FrameScanner;
import mles.protocol.Header;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one byte stream into batches of whole frames (SPEC 2). What was read is not copied, except for a frame that is cut
 * by the end of a read; that is held until its rest has come. For one thread at a time.
 *
 * <pre>{@code
 * while (cutter.next(in, maxPayload, false)) {
 *     take(cutter.batch(), cutter.at(), cutter.bytes(), cutter.frames());
 * }
 * if (cutter.fault() != null) ...
 * }</pre>
 */
public final class FrameBatcher {
    private final FrameScanner scanner;
    private final ByteBufAllocator allocator;
    private final PartialFrame partial;
    private ByteBuf batch = Unpooled.EMPTY_BUFFER;
    private int at;
    private int bytes;
    private int frames;
    private boolean completed;
    private @Nullable Fault fault;

    /**
     * @param scanner   may serve other streams of the same thread
     * @param allocator of the memory for a frame that is not complete
     * @param account   where that memory counts
     */
    public FrameBatcher(FrameScanner scanner, ByteBufAllocator allocator, MemoryAccount account) {
        this.scanner = scanner;
        this.allocator = allocator;
        this.partial = new PartialFrame(account);
    }

    /**
     * Goes on to the next batch. The batch before is not valid any more.
     *
     * @param in         what was read, moved forward by what was taken of it; the same until this says false
     * @param maxPayload the longest payload, in bytes
     * @param single     whether the batch may have one frame only
     * @return whether there is one; if not, all of {@code in} is taken or there is a {@link #fault()}
     */
    public boolean next(ByteBuf in, int maxPayload, boolean single) {
        if (completed) {
            clear();
        }
        fault = null;
        while (in.isReadable()) {
            if (partial.isEmpty() ? cut(in, maxPayload, single) : complete(in, maxPayload)) {
                return true;
            }
            fault = scanner.fault();
            if (fault != null) {
                break;
            }
        }
        return false;
    }

    /** {@return the buffer with the batch, until the next call and while the caller holds the bytes it read} */
    public ByteBuf batch() {
        return batch;
    }

    /** {@return the index in {@link #batch()} of its first byte} */
    public int at() {
        return at;
    }

    /** {@return the bytes of the batch} */
    public int bytes() {
        return bytes;
    }

    /** {@return the number of frames of the batch, one at least} */
    public int frames() {
        return frames;
    }

    /** {@return the fault of the bytes at which {@link #next} just ended; null without one} The stream cannot go on. */
    public @Nullable Fault fault() {
        return fault;
    }

    /** {@return that fault in words; before the scanner is used again} */
    public String detail() {
        return scanner.detail();
    }

    /** {@return the number of bytes held of an incomplete frame} */
    public int pending() {
        return completed ? 0 : partial.size();
    }

    /** {@return those bytes; valid until the next call} */
    public ByteBuffer pendingView() {
        return partial.view();
    }

    /** {@return the memory they take, in bytes} */
    public int held() {
        return partial.bytes().capacity();
    }

    /** Lets go of what is held. */
    public void clear() {
        completed = false;
        partial.clear();
    }

    private boolean cut(ByteBuf in, int maxPayload, boolean single) {
        int from = in.readerIndex();
        int whole = scanner.scan(in.internalNioBuffer(from, in.readableBytes()), maxPayload);
        if (whole == 0) {
            if (scanner.fault() == null) {
                keep(in, in.readableBytes());
            }
            return false;
        }
        boolean cutShort = single && scanner.frames() > 1;
        batch = in;
        at = from;
        bytes = cutShort ? Header.SIZE + in.getUnsignedMedium(from + 1) : whole;
        frames = cutShort ? 1 : scanner.frames();
        in.skipBytes(bytes);
        return true;
    }

    private boolean complete(ByteBuf in, int maxPayload) {
        scanner.scan(partial.view(), maxPayload);
        keep(in, Math.min(scanner.pendingSize() - partial.size(), in.readableBytes()));
        bytes = scanner.scan(partial.view(), maxPayload);
        completed = bytes > 0;
        batch = partial.bytes();
        at = 0;
        frames = 1;
        return completed;
    }

    private void keep(ByteBuf in, int count) {
        partial.add(in, count, scanner.pendingSize(), allocator);
    }
}
