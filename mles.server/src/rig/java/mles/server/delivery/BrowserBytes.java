package mles.server.delivery;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Bytes that a browser has to get for a frame, encoded once more and plainly (RFC 6455, 5.2). */
public final class BrowserBytes {
    private static final int FRAGMENT = 256 * 1024;

    private BrowserBytes() {
    }

    public static byte[] of(byte[] frame) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 16;
        for (boolean first = true; at < frame.length; first = false) {
            int left = frame.length - at;
            boolean last = left + headerSize(left) <= FRAGMENT;
            int size = last ? left : FRAGMENT - 10;
            out.write((last ? 0x80 : 0) + (first ? 2 : 0));
            out.writeBytes(length(size));
            out.write(frame, at, size);
            at += size;
        }
        return out.toByteArray();
    }

    /** {@return the encoding of all {@code frames}} */
    public static byte[] of(byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            out.writeBytes(of(frame));
        }
        return out.toByteArray();
    }

    /** A slice ends where a frame of the WebSocket ends, and only its last one may be no end of a message. */
    public static void checkWhole(ByteBuf slice, int from, int bytes) {
        int at = from;
        int end = from + bytes;
        boolean last = true;
        while (at < end) {
            if (!last) {
                throw new AssertionError("more behind a fragment");
            }
            last = isLast(slice, at);
            at += fragmentSize(slice, at);
        }
        if (at != end) {
            throw new AssertionError("a frame is cut");
        }
    }

    /** {@return the bytes of the message that starts at {@code at}} */
    public static int sizeAt(ByteBuf in, int at) {
        int end = at;
        boolean last = false;
        while (!last) {
            last = isLast(in, end);
            end += fragmentSize(in, end);
        }
        return end - at;
    }

    private static boolean isLast(ByteBuf in, int at) {
        return (in.getByte(at) & 0x80) != 0;
    }

    private static int fragmentSize(ByteBuf in, int at) {
        int length = in.getByte(at + 1);
        return length == 126
                ? 4 + in.getUnsignedShort(at + 2)
                : length == 127 ? 10 + (int) in.getLong(at + 2) : 2 + length;
    }

    private static int headerSize(int length) {
        return 1 + length(length).length;
    }

    private static byte[] length(int length) {
        if (length < 126) {
            return new byte[]{(byte) length};
        }
        return length < 65_536
                ? ByteBuffer.allocate(3).put((byte) 126).putShort((short) length).array()
                : ByteBuffer.allocate(9).put((byte) 127).putLong(length).array();
    }
}
