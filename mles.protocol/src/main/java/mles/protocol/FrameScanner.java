package mles.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames in a piece of a byte stream, without holding or copying a byte. The caller keeps what is not yet a
 * whole frame and offers it again with what came after it. Nothing is remembered from one {@link #scan} to the next,
 * so one scanner serves any number of streams of one thread.
 */
public final class FrameScanner {
    private static final int LENGTH_BYTES = 4;

    private int frames;
    private int pendingSize;
    private @Nullable Fault fault;
    private String detail = "";

    /** Creates a scanner. */
    public FrameScanner() {
    }

    /**
     * {@return the number of bytes at the start of {@code in} that are whole frames; its position stays} {@link #pendingSize()}
     * and {@link #fault()} tell about the bytes behind them.
     *
     * @param in         big-endian; its position is where a frame starts
     * @param maxPayload the longest payload to accept, up to {@value Header#MAX_PAYLOAD}
     */
    public int scan(ByteBuffer in, int maxPayload) {
        int start = in.position();
        int end = in.limit();
        int at = start;
        frames = 0;
        pendingSize = 0;
        fault = null;
        detail = "";
        while (at < end) {
            if (in.get(at) != Header.TYPE) {
                fail(Fault.BAD_TYPE, Header.badType(in.get(at)));
                break;
            }
            if (end - at < LENGTH_BYTES) {
                pendingSize = Header.SIZE;
                break;
            }
            int length = Header.payloadLength(in, at);
            if (length == 0) {
                fail(Fault.EMPTY_PAYLOAD, Header.EMPTY);
                break;
            }
            if (length > maxPayload) {
                fail(Fault.TOO_LARGE, Header.tooLarge(length, maxPayload));
                break;
            }
            int size = Header.SIZE + length;
            if (end - at < size) {
                pendingSize = size;
                break;
            }
            at += size;
            frames++;
        }
        return at - start;
    }

    /** {@return the number of whole frames in the last scan} */
    public int frames() {
        return frames;
    }

    /**
     * {@return the full size of the frame that the last scan saw only the beginning of; {@value Header#SIZE} while its
     * length is unknown, 0 where the input ended with a whole frame} It is only announced: allocate for what arrived.
     */
    public int pendingSize() {
        return pendingSize;
    }

    /** {@return the fault of the bytes after the whole frames of the last scan; null without one} */
    public @Nullable Fault fault() {
        return fault;
    }

    /** {@return the fault of the last scan in words: what was seen, what was allowed; empty without one} */
    public String detail() {
        return detail;
    }

    private void fail(Fault seen, String what) {
        fault = seen;
        detail = what;
    }
}
