package mles.protocol;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Cuts a byte stream into frames, whatever pieces it comes in. Keeps the beginning of a frame until the rest is there;
 * what it allocates for that follows what was received, not what a header announces. For one thread.
 */
public final class FrameReader {
    private static final int FIRST_CAPACITY = 4096;

    private final FrameScanner scanner = new FrameScanner();
    private final int maxPayload;
    private ByteBuffer partial = ByteBuffer.allocate(0);

    /** Creates a reader of payloads up to {@code maxPayload} bytes. */
    public FrameReader(int maxPayload) {
        this.maxPayload = maxPayload;
    }

    /**
     * Takes all remaining bytes of {@code in} and hands each frame that is complete to {@code sink}, in order.
     *
     * @param in big-endian
     * @throws ProtocolException {@code BAD_TYPE}, {@code EMPTY_PAYLOAD} or {@code TOO_LARGE}, after the frames before
     *                           the fault were handed on; the stream cannot be read further
     */
    public void read(ByteBuffer in, Consumer<Frame> sink) {
        while (partial.position() > 0 && in.hasRemaining()) {
            completePartial(in, sink);
        }
        int whole = deliver(in, sink);
        in.position(in.position() + whole);
        keep(in);
    }

    /** {@return the number of bytes held of an incomplete frame} */
    public int held() {
        return partial.position();
    }

    /** {@return the beginning of an incomplete frame, as far as it came; valid until the next read} */
    public ByteBuffer rest() {
        return partial.duplicate().flip().asReadOnlyBuffer();
    }

    private void completePartial(ByteBuffer in, Consumer<Frame> sink) {
        scanner.scan(partial.duplicate().flip(), maxPayload);
        int missing = scanner.pendingSize() - partial.position();
        int taken = Math.min(missing, in.remaining());
        ensureRoom(taken, scanner.pendingSize());
        partial.put(in.slice(in.position(), taken));
        in.position(in.position() + taken);
        if (deliver(partial.duplicate().flip(), sink) > 0) {
            partial = ByteBuffer.allocate(0);
        }
    }

    private int deliver(ByteBuffer in, Consumer<Frame> sink) {
        int whole = scanner.scan(in, maxPayload);
        Fault fault = scanner.fault();
        String detail = scanner.detail();
        int end = in.position() + whole;
        for (int at = in.position(); at < end;) {
            int size = Header.frameSize(in, at);
            sink.accept(Frame.copyOf(in.slice(at, size)));
            at += size;
        }
        if (fault != null) {
            throw new ProtocolException(fault, detail);
        }
        return whole;
    }

    private void keep(ByteBuffer rest) {
        if (rest.hasRemaining()) {
            ensureRoom(rest.remaining(), scanner.pendingSize());
            partial.put(rest);
        }
    }

    private void ensureRoom(int more, int frameSize) {
        int needed = partial.position() + more;
        if (needed > partial.capacity()) {
            int roomy = Math.max(FIRST_CAPACITY, 2 * partial.capacity());
            partial = ByteBuffer.allocate(Math.max(needed, Math.min(roomy, frameSize))).put(partial.flip());
        }
    }
}
