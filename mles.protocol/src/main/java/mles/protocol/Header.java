package mles.protocol;

import java.nio.ByteBuffer;

/**
 * The 16 bytes before every payload (SPEC 2), all integers big-endian, as the byte order of every buffer given has to be.
 *
 * <pre>
 *  0       1                       4               8                              16
 * +-------+-----------------------+---------------+-------------------------------+--------
 * |  'M'  | payload length L (24) |   CID  (32)   |            key (64)           | payload
 * +-------+-----------------------+---------------+-------------------------------+--------
 * </pre>
 *
 * @param length payload bytes, 1 to {@value #MAX_PAYLOAD}
 * @param cid    the sender's connection id
 * @param key    the 64-bit key; free for the sender's own use after the first frame
 */
public record Header(int length, ConnectionId cid, long key) {
    /** Bytes of a header. */
    public static final int SIZE = 16;
    /** The most bytes that a payload can have. */
    public static final int MAX_PAYLOAD = 0xff_ffff;
    /** The first byte of every frame. */
    public static final byte TYPE = 'M';

    static final int CID_OFFSET = 4;
    static final int KEY_OFFSET = 8;
    static final String EMPTY = "a frame without payload";

    /** @throws ProtocolException {@code EMPTY_PAYLOAD} or {@code TOO_LARGE} when {@code length} is out of range */
    public Header {
        checkLength(length);
    }

    /**
     * {@return the header that starts at {@code at}}
     *
     * @throws ProtocolException {@code TRUNCATED}, {@code BAD_TYPE} or {@code EMPTY_PAYLOAD}
     */
    public static Header read(ByteBuffer in, int at) {
        int left = in.limit() - at;
        if (left < SIZE) {
            throw new ProtocolException(Fault.TRUNCATED, "a header has 16 bytes, here are " + left);
        }
        if (in.get(at) != TYPE) {
            throw new ProtocolException(Fault.BAD_TYPE, badType(in.get(at)));
        }
        return new Header(payloadLength(in, at), cid(in, at), key(in, at));
    }

    /** Writes these 16 bytes at the position of {@code out}, and moves it behind them. */
    public void write(ByteBuffer out) {
        out.putInt((TYPE << 24) | length).putInt(cid.value()).putLong(key);
    }

    /** {@return the payload length announced by the header at {@code at}, unchecked} */
    public static int payloadLength(ByteBuffer in, int at) {
        return in.getInt(at) & MAX_PAYLOAD;
    }

    /** {@return the bytes of the frame at {@code at} with its header, by what that announces, unchecked} */
    public static int frameSize(ByteBuffer in, int at) {
        return SIZE + payloadLength(in, at);
    }

    /** {@return the connection id of the header at {@code at}} */
    public static ConnectionId cid(ByteBuffer in, int at) {
        return new ConnectionId(in.getInt(at + CID_OFFSET));
    }

    /** {@return the key of the header at {@code at}} */
    public static long key(ByteBuffer in, int at) {
        return in.getLong(at + KEY_OFFSET);
    }

    /** Tells all but the key. */
    @Override
    public String toString() {
        return "Header[" + length + " bytes, cid " + cid + "]";
    }

    static String badType(byte type) {
        return "a frame starts with 4d, this with " + Integer.toHexString(type & 0xff);
    }

    static String tooLarge(long length, int limit) {
        return "a payload of " + length + " bytes where at most " + limit + " are allowed";
    }

    private static void checkLength(int length) {
        if (length == 0) {
            throw new ProtocolException(Fault.EMPTY_PAYLOAD, EMPTY);
        }
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new ProtocolException(Fault.TOO_LARGE, tooLarge(length, MAX_PAYLOAD));
        }
    }
}
