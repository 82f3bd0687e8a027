package mles.loadgen;

import java.nio.ByteBuffer;

/**
 * Decodes the bytes that one connection receives. Keeps no more of an incomplete frame than its head: after the stamp, the
 * rest is counted and dropped. Thread: one.
 */
final class StreamDecoder {
    private static final int MOST_HELD = 512;
    private static final byte[] NOTHING = {};

    private final Layout layout;
    private byte[] held = NOTHING;
    private int heldBytes;
    private int toDrop;
    private boolean ours;
    private long id;
    private long time;

    StreamDecoder(Layout layout) {
        this.layout = layout;
    }

    /** Consumer of the frames. */
    interface Sink {
        /** A whole message of the expected size. */
        void message(long id, long time);

        /** A frame of another size: all of it, from {@code at} on. */
        void other(ByteBuffer in, int at, int size);

        /** A frame of another size, too large to look at. */
        void oversized();
    }

    /** Puts what was kept of the last piece at the position of {@code buffer}, to be followed by the next piece. */
    void restore(ByteBuffer buffer) {
        buffer.put(held, 0, heldBytes);
        heldBytes = 0;
    }

    /**
     * Takes the remaining bytes of {@code in}: what was restored, and the next piece of the stream.
     *
     * @throws mles.protocol.ProtocolException when they are no frames
     */
    void take(ByteBuffer in, FrameCodec.Scan scan, Sink sink) {
        drop(in, sink);
        int at = in.position();
        int end = at + scan.scan(in);
        while (at < end) {
            int size = scan.sizeAt(in, at);
            if (size == layout.frameSize()) {
                sink.message(Stamp.id(in, at + layout.stampAt()), Stamp.time(in, at + layout.stampAt()));
            } else {
                sink.other(in, at, size);
            }
            at += size;
        }
        scan.check();
        in.position(end);
        if (in.hasRemaining()) {
            begin(in, scan.pendingSize(), sink);
        }
    }

    private void drop(ByteBuffer in, Sink sink) {
        if (toDrop == 0) {
            return;
        }
        int dropped = Math.min(toDrop, in.remaining());
        in.position(in.position() + dropped);
        toDrop -= dropped;
        if (toDrop == 0 && ours) {
            sink.message(id, time);
        }
    }

    private void begin(ByteBuffer in, int size, Sink sink) {
        int at = in.position();
        int there = in.remaining();
        ours = size == layout.frameSize() && there >= layout.stampEnd();
        if (ours) {
            id = Stamp.id(in, at + layout.stampAt());
            time = Stamp.time(in, at + layout.stampAt());
            toDrop = size - there;
        } else if (there <= MOST_HELD) {
            hold(in, there);
        } else {
            sink.oversized();
            toDrop = size - there;
        }
    }

    private void hold(ByteBuffer in, int bytes) {
        if (held.length == 0) {
            held = new byte[MOST_HELD];
        }
        in.get(held, 0, bytes);
        heldBytes = bytes;
    }
}
