package mles.websocket.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.server.transport.WireFormat;

/**
 * Payloads as binary messages of a WebSocket from server to browser (RFC 6455, 5.2): never masked, so the same bytes for
 * all. A long one goes in fragments of exactly {@link #FRAGMENT} bytes but for the last, so that a slice of a log,
 * which is cut at that size, ends where a frame ends, and control frames fit between.
 *
 * <pre>
 *  0       1       2                          2, 4 or 10
 * +-------+-------+--------------------------+-----------
 * | F opc | len 7 | length (16 or 64), if    | payload
 * |       |       | len is 126 or 127        |
 * +-------+-------+--------------------------+-----------
 * </pre>
 */
public final class WebSocketFrames {
    /** Bytes of a fragment, header included. */
    public static final int FRAGMENT = WireFormat.SLICE;
    /** Bytes of the header of a short message. */
    public static final int SMALLEST_HEADER = 2;
    /** The most bytes of a header. */
    public static final int LARGEST_HEADER = 10;

    private static final int FINAL = 0x80;
    private static final int BINARY = 2;
    private static final int CONTINUATION = 0;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MOST_IN_16 = 0xffff;

    private WebSocketFrames() {
    }

    /** {@return the payload bytes of the first fragment, all of them where one is enough} */
    public static int fragment(int payload) {
        return headerSize(payload) + payload <= FRAGMENT ? payload : FRAGMENT - LARGEST_HEADER;
    }

    /** {@return the bytes that {@code payload} bytes become} */
    public static int size(int payload) {
        int size = 0;
        for (int left = payload; left > 0;) {
            int part = fragment(left);
            size += headerSize(part) + part;
            left -= part;
        }
        return size;
    }

    /** Writes the header of a fragment at the position of {@code out}. */
    public static void writeHeader(ByteBuffer out, int payload, boolean first, boolean last) {
        out.put((byte) ((last ? FINAL : 0) | (first ? BINARY : CONTINUATION)));
        if (payload < LENGTH_16) {
            out.put((byte) payload);
        } else if (payload <= MOST_IN_16) {
            out.put((byte) LENGTH_16).putShort((short) payload);
        } else {
            out.put((byte) LENGTH_64).putLong(payload);
        }
    }

    /** {@return the bytes of the message that starts at {@code at}, all its fragments} */
    public static int sizeAt(ByteBuffer in, int at) {
        int end = at;
        boolean last;
        do {
            last = (in.get(end) & FINAL) != 0;
            end += sizeOfOne(in, end);
        } while (!last);
        return end - at;
    }

    /** {@return whether the message goes on behind the fragment that starts at {@code at}} */
    public static boolean isCut(ByteBuf in, int at) {
        return (in.getByte(at) & FINAL) == 0;
    }

    /** {@return the bytes of the header of the fragment that starts at {@code at}} */
    static int headerSizeAt(ByteBuffer in, int at) {
        return switch (in.get(at + 1)) {
            case LENGTH_16 -> 4;
            case LENGTH_64 -> LARGEST_HEADER;
            default -> SMALLEST_HEADER;
        };
    }

    private static int sizeOfOne(ByteBuffer in, int at) {
        int length = in.get(at + 1);
        return switch (length) {
            case LENGTH_16 -> 4 + Short.toUnsignedInt(in.getShort(at + 2));
            case LENGTH_64 -> LARGEST_HEADER + Math.toIntExact(in.getLong(at + 2));
            default -> SMALLEST_HEADER + length;
        };
    }

    private static int headerSize(int payload) {
        return payload < LENGTH_16 ? SMALLEST_HEADER : payload <= MOST_IN_16 ? 4 : LARGEST_HEADER;
    }
}
