package mles.loadgen;

import java.nio.ByteBuffer;
import mles.protocol.Fault;
import mles.protocol.ProtocolException;

/** Frames of a WebSocket from its server, unmasked; of messages only such as are one frame. For one thread. */
final class WebSocketFrameScanner implements FrameCodec.Scan {
    /** The last frame of a binary message, its first as well. */
    static final int BINARY = 0x82;

    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;
    private static final int SHORT_HEADER = 2;
    private static final int MIDDLE_HEADER = 4;
    private static final int LONG_HEADER = 10;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MOST_IN_16 = 0xffff;

    private int pendingSize;
    private int strange = -1;

    static int headerSize(int payload) {
        return payload < LENGTH_16 ? SHORT_HEADER : payload <= MOST_IN_16 ? MIDDLE_HEADER : LONG_HEADER;
    }

    /** Writes a length, and {@code flag} into its first byte. */
    static void writeLength(ByteBuffer out, int payload, int flag) {
        switch (headerSize(payload)) {
            case SHORT_HEADER -> out.put((byte) (flag | payload));
            case MIDDLE_HEADER -> out.put((byte) (flag | LENGTH_16)).putShort((short) payload);
            default -> out.put((byte) (flag | LENGTH_64)).putLong(payload);
        }
    }

    /** {@return whether it is a ping, a pong or a close} */
    static boolean isControl(ByteBuffer in, int at) {
        return (in.get(at) & 0xff) != BINARY;
    }

    @Override
    public int scan(ByteBuffer in) {
        int start = in.position();
        int end = in.limit();
        int at = start;
        pendingSize = 0;
        strange = -1;
        while (at < end) {
            int first = in.get(at) & 0xff;
            if (first != BINARY && first != PING && first != CLOSE && first != PONG) {
                strange = first;
                break;
            }
            int left = end - at;
            if (left < SHORT_HEADER || left < headerSizeAt(in, at)) {
                pendingSize = SHORT_HEADER;
                break;
            }
            int size = sizeAt(in, at);
            if (left < size) {
                pendingSize = size;
                break;
            }
            at += size;
        }
        return at - start;
    }

    @Override
    public int sizeAt(ByteBuffer in, int at) {
        int length = in.get(at + 1);
        return switch (length) {
            case LENGTH_16 -> MIDDLE_HEADER + Short.toUnsignedInt(in.getShort(at + 2));
            case LENGTH_64 -> Math.toIntExact(LONG_HEADER + in.getLong(at + 2));
            default -> SHORT_HEADER + length;
        };
    }

    @Override
    public int pendingSize() {
        return pendingSize;
    }

    @Override
    public void check() {
        if (strange >= 0) {
            throw new ProtocolException(Fault.BAD_TYPE, String.format("a frame of a WebSocket begins with %02x, allowed"
                    + " are %02x and control frames", strange, BINARY));
        }
    }

    private static int headerSizeAt(ByteBuffer in, int at) {
        return switch (in.get(at + 1)) {
            case LENGTH_16 -> MIDDLE_HEADER;
            case LENGTH_64 -> LONG_HEADER;
            default -> SHORT_HEADER;
        };
    }
}
