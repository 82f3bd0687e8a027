package mles.protocol;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * Collects the items of a resync while its encoding is scanned: two numbers an item, so that millions of tiny items
 * cost little more than their bytes.
 */
final class ResyncBuilder implements CborScanner.Sink {
    private final ByteBuffer cbor;
    private final CborScanner scanner;
    private final Gathering joined;
    private int[] bounds = new int[16];
    private int count;

    /** @param cbor its remaining bytes are those of the encoding */
    ResyncBuilder(ByteBuffer cbor) {
        this.cbor = cbor.slice();
        scanner = new CborScanner(Shape.RESYNC, cbor.remaining(), this);
        joined = new Gathering(cbor.remaining());
    }

    Resync build() {
        scanner.finish(cbor);
        return new Resync(new Items(cbor.asReadOnlyBuffer(), joined.view().asReadOnlyBuffer(),
                Arrays.copyOf(bounds, 2 * count)));
    }

    @Override
    public void begin(int slot, int offset) {
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * count] = offset == SCATTERED ? -1 - joined.size() : offset;
        bounds[2 * count + 1] = 0;
        count++;
    }

    @Override
    public void content(int slot, ByteBuffer in, int at, int size) {
        if (bounds[2 * count - 2] < 0) {
            joined.add(in, at, size);
        }
        bounds[2 * count - 1] += size;
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
