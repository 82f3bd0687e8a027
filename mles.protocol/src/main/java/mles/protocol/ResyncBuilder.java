package mles.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * Collects the items of a resync while its encoding is scanned: two numbers an item, so that millions of tiny items
 * cost little more than their bytes.
 */
final class ResyncBuilder implements CborScanner.Sink {
    private final CborScanner scanner;
    private final boolean framesOnly;
    private final ByteArrayOutputStream joined = new ByteArrayOutputStream(0);
    private int[] bounds = new int[16];
    private int count;
    private int badItemSize = -1;

    private ResyncBuilder(Shape.Struct shape, int length, boolean framesOnly) {
        this.scanner = new CborScanner(shape, length, this);
        this.framesOnly = framesOnly;
    }

    /** {@return a builder for what must be a resync, of any items} */
    static ResyncBuilder strict(int length) {
        return new ResyncBuilder(Shape.RESYNC, length, false);
    }

    /** {@return a builder for what may be something else, and stays empty then; items must be whole frames} */
    static ResyncBuilder trial(int length) {
        return new ResyncBuilder(Shape.PERHAPS_RESYNC, length, true);
    }

    CborScanner scanner() {
        return scanner;
    }

    boolean isEmpty() {
        return count == 0 && badItemSize < 0;
    }

    /** @throws ProtocolException {@code BAD_RESYNC_ITEM} */
    Resync build(ByteBuffer cbor) {
        if (badItemSize >= 0) {
            throw Resync.badItem(badItemSize);
        }
        return new Resync(new Items(cbor.slice().asReadOnlyBuffer(),
                ByteBuffer.wrap(joined.toByteArray()).asReadOnlyBuffer(), Arrays.copyOf(bounds, 2 * count)));
    }

    @Override
    public void text(int slot, ByteBuffer utf8) {
        throw new IllegalStateException("a resync has no text");
    }

    @Override
    public void bytes(int slot, ByteBuffer item, int offset) {
        if (badItemSize >= 0) {
            return;
        }
        if (framesOnly && !Frame.isFrame(item)) {
            badItemSize = item.remaining();
            return;
        }
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        int size = item.remaining();
        if (offset == JOINED) {
            bounds[2 * count] = -1 - joined.size();
            byte[] copy = new byte[size];
            item.get(copy);
            joined.writeBytes(copy);
        } else {
            bounds[2 * count] = offset;
        }
        bounds[2 * count + 1] = size;
        count++;
    }

    /** A negative start counts, from -1 down, into the joined bytes. */
    private static final class Items extends AbstractList<ByteBuffer> implements RandomAccess {
        private final ByteBuffer source;
        private final ByteBuffer joined;
        private final int[] bounds;

        Items(ByteBuffer source, ByteBuffer joined, int[] bounds) {
            this.source = source;
            this.joined = joined;
            this.bounds = bounds;
        }

        @Override
        public ByteBuffer get(int index) {
            int start = bounds[2 * index];
            int size = bounds[2 * index + 1];
            return start < 0 ? joined.slice(-1 - start, size) : source.slice(start, size);
        }

        @Override
        public int size() {
            return bounds.length / 2;
        }
    }
}
