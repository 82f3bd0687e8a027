package mles.protocol;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * History that a returning peer or client brings back: whole frames, oldest first (SPEC 4.1, 5.5).
 *
 * @param items the frames as they are in the encoding, from position to limit; {@link #decode} does not look into them.
 *              Read them by duplicates: a moved position would change the value
 */
public record Resync(List<ByteBuffer> items) implements FirstPayload {

    /** {@return a resync of {@code frames}} */
    public static Resync of(List<Frame> frames) {
        return new Resync(frames.stream().map(Frame::bytes).toList());
    }

    /**
     * {@return the resync that the remaining bytes of {@code cbor} spell, in any of the ways of SPEC 4.2} It may be empty
     * and its items may be anything. Items are views of {@code cbor} where that is possible.
     *
     * @throws ProtocolException when the bytes are not a resync
     */
    public static Resync decode(ByteBuffer cbor) {
        return new ResyncBuilder(cbor).build();
    }

    /**
     * Puts the content of all items of the resync that the remaining bytes of {@code cbor} spell behind each other.
     *
     * @param target with room for {@link FirstScan#itemBytes()}
     * @throws ProtocolException when the bytes are not a resync
     */
    public static void unpack(ByteBuffer cbor, ByteBuffer target) {
        new CborScanner(Shape.RESYNC, cbor.remaining(), new CborScanner.Sink() {
            @Override
            public void content(int slot, ByteBuffer in, int at, int size) {
                target.put(target.position(), in, at, size).position(target.position() + size);
            }
        }).finish(cbor);
    }

    /**
     * {@return the canonical encoding (SPEC 4.1)}
     *
     * @throws ProtocolException {@code TOO_LARGE} above {@value Header#MAX_PAYLOAD} bytes
     */
    public ByteBuffer encode() {
        return CborWriter.resync(this);
    }

    /** {@return the most bytes that {@link #encode()} makes of {@code frames} frames of {@code bytes} bytes in all} */
    public static long encodedSizeLimit(int frames, long bytes) {
        return CborWriter.resyncSizeLimit(frames, bytes);
    }

    /**
     * {@return the items as frames}
     *
     * @throws ProtocolException {@code BAD_RESYNC_ITEM} when one is not exactly one frame
     */
    public List<Frame> frames() {
        for (ByteBuffer item : items) {
            if (!Frame.isFrame(item)) {
                throw badItem(item.remaining());
            }
        }
        return items.stream().map(Frame::copyOf).toList();
    }

    /** Tells the number of items only. */
    @Override
    public String toString() {
        return "Resync[" + items.size() + " items]";
    }

    static ProtocolException badItem(int size) {
        return new ProtocolException(Fault.BAD_RESYNC_ITEM,
                "an item of a resync is one whole frame, this one of " + size + " bytes is not");
    }
}
