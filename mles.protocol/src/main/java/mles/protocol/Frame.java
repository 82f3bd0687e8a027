package mles.protocol;

import java.nio.ByteBuffer;

/** One whole frame, header and payload, as it goes over the wire (SPEC 2). Immutable; equal when all bytes are. */
public final class Frame {
    /** The end of the payload of an empty join: the key {@code message} and an empty byte string. */
    private static final byte[] EMPTY_MESSAGE = {0x67, 'm', 'e', 's', 's', 'a', 'g', 'e', 0x40};

    private final ByteBuffer bytes;

    private Frame(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * {@return the frame that carries {@code message}}
     *
     * @throws ProtocolException {@code TOO_LARGE} when the encoded message exceeds {@value Header#MAX_PAYLOAD} bytes
     */
    public static Frame of(ConnectionId cid, long key, Message message) {
        return of(cid, key, message.encode());
    }

    /**
     * {@return the frame that carries the remaining bytes of {@code payload}}
     *
     * @throws ProtocolException {@code EMPTY_PAYLOAD} or {@code TOO_LARGE}
     */
    public static Frame of(ConnectionId cid, long key, ByteBuffer payload) {
        Header header = new Header(payload.remaining(), cid, key);
        ByteBuffer out = ByteBuffer.allocate(Header.SIZE + payload.remaining());
        header.write(out);
        out.put(payload.duplicate());
        return new Frame(out.array());
    }

    /**
     * {@return a copy of the remaining bytes of {@code frame}, which must be exactly one frame}
     *
     * @throws ProtocolException when they are not: the fault of the header, {@code TRUNCATED} or {@code TRAILING_BYTES}
     */
    public static Frame copyOf(ByteBuffer frame) {
        Header header = Header.read(frame, frame.position());
        int size = Header.SIZE + header.length();
        if (frame.remaining() != size) {
            throw new ProtocolException(frame.remaining() < size ? Fault.TRUNCATED : Fault.TRAILING_BYTES,
                    "a frame of " + size + " bytes in " + frame.remaining());
        }
        byte[] copy = new byte[size];
        frame.get(frame.position(), copy);
        return new Frame(copy);
    }

    /** {@return whether the remaining bytes of {@code item} are exactly one frame} */
    static boolean isFrame(ByteBuffer item) {
        int at = item.position();
        return item.remaining() > Header.SIZE && item.get(at) == Header.TYPE
                && Header.payloadLength(item, at) == item.remaining() - Header.SIZE;
    }

    /**
     * {@return whether the frame that ends at {@code end} ends like an empty message in the canonical encoding} Such a
     * frame is presence, not content; history does not count it (SPEC 5.3). A text that ends in {@code gmessage@} looks
     * the same: nine bytes are compared, for the speed of it, and all it loses is its place in the count.
     *
     * @param at  where the frame starts
     * @param end where it ends, exclusive
     */
    public static boolean endsEmpty(ByteBuffer in, int at, int end) {
        int from = end - EMPTY_MESSAGE.length;
        if (from < at + Header.SIZE) {
            return false;
        }
        for (int i = 0; i < EMPTY_MESSAGE.length; i++) {
            if (in.get(from + i) != EMPTY_MESSAGE[i]) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether the remaining bytes of two frames are the same but for their keys} */
    public static boolean isSameButKey(ByteBuffer one, ByteBuffer other) {
        int size = one.remaining();
        int one0 = one.position();
        int other0 = other.position();
        return other.remaining() == size
                && one.slice(one0, Header.KEY_OFFSET).equals(other.slice(other0, Header.KEY_OFFSET))
                && one.slice(one0 + Header.SIZE, size - Header.SIZE)
                        .equals(other.slice(other0 + Header.SIZE, size - Header.SIZE));
    }

    /** {@return the connection id in the header} */
    public ConnectionId cid() {
        return Header.cid(bytes, 0);
    }

    /** {@return the key field of the header} */
    public long key() {
        return Header.key(bytes, 0);
    }

    /** {@return the size in bytes, header included} */
    public int size() {
        return bytes.capacity();
    }

    /** {@return a read-only view of all bytes} */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** {@return a read-only view of the payload} */
    public ByteBuffer payload() {
        return bytes.slice(Header.SIZE, bytes.capacity() - Header.SIZE);
    }

    /** {@return this frame with another key; the reference's servers check it on a first frame only} */
    public Frame withKey(long key) {
        byte[] copy = new byte[size()];
        bytes.get(0, copy);
        ByteBuffer.wrap(copy).putLong(Header.KEY_OFFSET, key);
        return new Frame(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame && bytes.equals(frame.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    /** Tells size and connection id, not the key and not the payload. */
    @Override
    public String toString() {
        return "Frame[" + size() + " bytes, cid " + cid() + "]";
    }
}
