package mles.protocol;

import java.nio.ByteBuffer;

/**
 * Reads one CBOR item of a known {@link Shape} with exactly the verdicts of SPEC 4.2. Iterative, and resumable at every
 * item: it may be offered a buffer that still grows, and goes on where it stopped. Every claimed length is compared
 * with the bytes that can still come before anything is kept for it.
 */
final class CborScanner {
    private static final int BREAK = 0xff;
    private static final int INDEFINITE = 31;
    private static final int FIRST_SIMPLE = 20;
    private static final int ONE_BYTE_SIMPLE = 24;

    private final int length;
    private final Sink sink;
    private final CborLevels levels;
    private int position;
    private boolean done;

    /** Takes the values of the fields that the shape names; a slot says which one. */
    interface Sink {
        /** A text is complete; {@code utf8} is not checked yet. */
        void text(int slot, ByteBuffer utf8);

        /** Bytes are complete, from {@code offset} of the input, or {@value #JOINED} where they were put together. */
        void bytes(int slot, ByteBuffer bytes, int offset);

        /** The offset of bytes that do not stand in the input as they are. */
        int JOINED = -1;
    }

    /** @param length the size of the whole input, of which only a part may be there yet */
    CborScanner(Shape root, int length, Sink sink) {
        this.length = length;
        this.sink = sink;
        this.levels = new CborLevels(root);
    }

    /**
     * {@return whether the item is complete} Otherwise the method waits for a longer input.
     *
     * @param input all bytes from the first on that are there so far, from its position
     */
    boolean advance(ByteBuffer input) {
        ByteBuffer in = input.slice();
        while (!done && item(in)) {
            // each turn takes one item head, with the content of a string
        }
        return done;
    }

    /** Reads the item to its end. */
    void finish(ByteBuffer input) {
        if (!advance(input)) {
            throw truncated();
        }
    }

    private boolean item(ByteBuffer in) {
        if (!has(in, position, 1)) {
            return false;
        }
        int first = in.get(position) & 0xff;
        if (first == BREAK) {
            position++;
            levelEnds(levels.endIndefinite());
            return true;
        }
        int info = first & 0x1f;
        int extra = info < 24 || info == INDEFINITE ? 0 : info < 28 ? 1 << (info - 24) : -1;
        if (extra < 0) {
            throw badItem(first);
        }
        if (!has(in, position + 1, extra)) {
            return false;
        }
        long argument = extra == 0 ? info : argument(in, position + 1, extra);
        return item(in, first >> 5, info, argument, position + 1 + extra);
    }

    private boolean item(ByteBuffer in, int major, int info, long argument, int next) {
        boolean indefinite = info == INDEFINITE;
        if (indefinite && (major < Cbor.BYTES || major > Cbor.MAP)) {
            throw badItem((major << 5) | info);
        }
        if (levels.joining()) {
            if (major != levels.top().major || indefinite) {
                throw badItem((major << 5) | info);
            }
            return string(in, major, argument, next);
        }
        switch (major) {
            case Cbor.UNSIGNED -> unsigned(argument);
            case Cbor.NEGATIVE -> requireAnything("a negative number");
            case Cbor.BYTES, Cbor.TEXT -> {
                if (!indefinite) {
                    return string(in, major, argument, next);
                }
                position = next;
                levels.pushJoining(major);
                return true;
            }
            case Cbor.ARRAY, Cbor.MAP -> {
                position = next;
                int items = indefinite ? CborLevels.INDEFINITE : items(major, argument);
                boolean open = major == Cbor.ARRAY ? levels.pushArray(items) : levels.pushMap(items);
                if (!open) {
                    levelEnds(levels.pop());
                }
                return true;
            }
            case Cbor.TAG -> {
                position = next;
                levels.pushTag();
                return true;
            }
            default -> {
                if (info < FIRST_SIMPLE || info == ONE_BYTE_SIMPLE) {
                    throw badItem((major << 5) | info);
                }
                requireAnything("a simple value or a float");
            }
        }
        position = next;
        itemEnds();
        return true;
    }

    private boolean string(ByteBuffer in, int major, long size, int start) {
        if (size < 0 || size > length - start) {
            throw truncated();
        }
        if (!has(in, start, (int) size)) {
            return false;
        }
        position = start + (int) size;
        if (levels.joining()) {
            levels.top().join(in, start, (int) size);
        } else {
            string(in, major, start, (int) size, start);
            itemEnds();
        }
        return true;
    }

    /** Makes a view only where one is wanted: unknown fields may hold millions of strings. */
    private void string(ByteBuffer in, int major, int start, int size, int offset) {
        Shape shape = levels.expected();
        if (shape instanceof Shape.Text text) {
            sink.text(text.slot(), in.slice(start, size));
            return;
        }
        if (major == Cbor.TEXT) {
            Utf8.check(in, start, start + size);
        }
        switch (shape) {
            case Shape.Bytes bytes -> sink.bytes(bytes.slot(), in.slice(start, size), offset);
            case Shape.Key ignored -> levels.key(in.slice(start, size));
            case Shape.Anything ignored -> {
            }
            default -> throw wrongKind("a string");
        }
    }

    private void unsigned(long value) {
        switch (levels.expected()) {
            case Shape.Key ignored -> levels.key(value);
            case Shape.Octet ignored -> levels.octet(value);
            default -> requireAnything("a number");
        }
    }

    /** Counts what a definite array or map holds, keys included. */
    private int items(int major, long argument) {
        int left = length - position;
        int most = major == Cbor.MAP ? left / 2 : left;
        if (argument < 0 || argument > most) {
            throw truncated();
        }
        return major == Cbor.MAP ? 2 * (int) argument : (int) argument;
    }

    /** An item is complete, and with it perhaps the levels that waited for it as their last. */
    private void itemEnds() {
        while (levels.itemEnds()) {
            report(levels.pop());
        }
        done = levels.isEmpty();
        if (done && position < length) {
            throw new ProtocolException(Fault.TRAILING_BYTES, (length - position) + " bytes after the outermost item");
        }
    }

    private void levelEnds(CborLevels.Level level) {
        report(level);
        itemEnds();
    }

    private void report(CborLevels.Level level) {
        level.checkComplete();
        switch (level.kind) {
            case JOINED -> {
                ByteBuffer joined = level.joined();
                string(joined, level.major, 0, joined.limit(), Sink.JOINED);
            }
            case OCTETS -> sink.bytes(((Shape.Bytes) level.shape).slot(), level.joined(), Sink.JOINED);
            default -> {
            }
        }
    }

    private boolean has(ByteBuffer in, int from, int count) {
        if (count > length - from) {
            throw truncated();
        }
        return count <= in.limit() - from;
    }

    private void requireAnything(String what) {
        if (!(levels.expected() instanceof Shape.Anything)) {
            throw wrongKind(what);
        }
    }

    private static long argument(ByteBuffer in, int at, int size) {
        return switch (size) {
            case 1 -> in.get(at) & 0xffL;
            case 2 -> in.getShort(at) & 0xffffL;
            case 4 -> in.getInt(at) & 0xffff_ffffL;
            default -> in.getLong(at);
        };
    }

    private static ProtocolException truncated() {
        return new ProtocolException(Fault.TRUNCATED, "the payload ends inside an item");
    }

    private static ProtocolException badItem(int head) {
        return new ProtocolException(Fault.BAD_ITEM,
                "an item head " + Integer.toHexString(head) + " is not allowed here");
    }

    private static ProtocolException wrongKind(String what) {
        return new ProtocolException(Fault.WRONG_KIND, what + " is not allowed here");
    }
}
