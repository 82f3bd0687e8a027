package mles.protocol;

import java.nio.ByteBuffer;

/**
 * Reads one CBOR item of a known {@link Shape} with exactly the verdicts of SPEC 4.2. Iterative, and fed with any pieces of
 * the input, one after the other; it keeps none of them, so that no input makes it take memory. Every claimed length is
 * compared with the bytes that can still come.
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
    /** The first byte of the item head that is read, and the rest of it. */
    private int head;
    private long argument;
    private int argumentLeft;
    /** The string that is read; a key is kept as far as a known one goes. */
    private final byte[] key = new byte[Shape.Struct.LONGEST_NAME];
    private final ByteBuffer octet = ByteBuffer.allocate(1);
    private Shape shape = Shape.ANYTHING;
    private boolean isText;
    private int utf8;
    private int stringSize;
    private int contentLeft;

    /** Takes the values of the fields that the shape names, piece by piece; a slot says which one. */
    interface Sink {
        /** A value begins, at {@code offset} of the input, or {@value #SCATTERED} where it does not stand there in one piece. */
        default void begin(int slot, int offset) {
        }

        /** The next {@code size} bytes of the value are those of {@code in} from {@code at} on. */
        void content(int slot, ByteBuffer in, int at, int size);

        /** The value is complete, and UTF-8 where it has to be. */
        default void end(int slot) {
        }

        /** The offset of values that do not stand in the input as they are. */
        int SCATTERED = -1;
    }

    /** @param length the size of the whole input */
    CborScanner(Shape root, int length, Sink sink) {
        this.length = length;
        this.sink = sink;
        this.levels = new CborLevels(root);
    }

    /** {@return the number of bytes of the input read so far} */
    int position() {
        return position;
    }

    /** {@return whether the item is complete} */
    boolean isDone() {
        return done;
    }

    /** Reads on, in {@code in} from {@code from} to {@code to}, where the next piece of the input lies. */
    void feed(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to && !done) {
            if (contentLeft > 0) {
                int size = Math.min(contentLeft, to - at);
                position += size;
                content(in, at, size);
                at += size;
            } else {
                position++;
                head(in.get(at++) & 0xff);
            }
        }
        if (position == length && !done) {
            throw truncated();
        }
    }

    /** Reads the item to its end; the remaining bytes of {@code input} are all there is. */
    void finish(ByteBuffer input) {
        feed(input, input.position(), input.limit());
        if (!done) {
            throw truncated();
        }
    }

    private void head(int next) {
        if (argumentLeft > 0) {
            argument = argument << 8 | next;
            argumentLeft--;
        } else if (next == BREAK) {
            levelEnds(levels.endIndefinite());
            return;
        } else {
            head = next;
            int info = next & 0x1f;
            if (info >= 28 && info < INDEFINITE) {
                throw badItem(next);
            }
            argumentLeft = info < 24 || info == INDEFINITE ? 0 : 1 << (info - 24);
            argument = argumentLeft == 0 ? info : 0;
        }
        if (argumentLeft == 0) {
            item(head >> 5, head & 0x1f);
        }
    }

    private void item(int major, int info) {
        boolean indefinite = info == INDEFINITE;
        if (indefinite && (major < Cbor.BYTES || major > Cbor.MAP)) {
            throw badItem(head);
        }
        if (levels.joining()) {
            if (major != levels.top().major || indefinite) {
                throw badItem(head);
            }
            string();
            return;
        }
        switch (major) {
            case Cbor.UNSIGNED -> {
                unsigned();
                itemEnds();
            }
            case Cbor.NEGATIVE -> anything("a negative number");
            case Cbor.BYTES, Cbor.TEXT -> {
                if (indefinite) {
                    levels.pushJoining(major);
                    stringBegins(major, levels.top().shape, Sink.SCATTERED);
                } else {
                    string();
                }
            }
            case Cbor.ARRAY, Cbor.MAP -> {
                int items = indefinite ? CborLevels.INDEFINITE : items(major);
                boolean open = major == Cbor.ARRAY ? levels.pushArray(items) : levels.pushMap(items);
                if (levels.top().kind == CborLevels.Kind.OCTETS) {
                    sink.begin(levels.octetsSlot(), Sink.SCATTERED);
                }
                if (!open) {
                    levelEnds(levels.pop());
                }
            }
            case Cbor.TAG -> levels.pushTag();
            default -> {
                if (info < FIRST_SIMPLE || info == ONE_BYTE_SIMPLE) {
                    throw badItem(head);
                }
                anything("a simple value or a float");
            }
        }
    }

    /** A string begins, or a chunk of one. */
    private void string() {
        if (argument < 0 || argument > length - position) {
            throw truncated();
        }
        if (!levels.joining()) {
            stringBegins(head >> 5, levels.expected(), position);
        }
        contentLeft = (int) argument;
        if (contentLeft == 0) {
            contentEnds();
        }
    }

    private void stringBegins(int major, Shape expected, int offset) {
        shape = expected;
        isText = major == Cbor.TEXT || expected instanceof Shape.Text;
        utf8 = Utf8.START;
        stringSize = 0;
        switch (shape) {
            case Shape.Text text -> sink.begin(text.slot(), offset);
            case Shape.Bytes bytes -> sink.begin(bytes.slot(), offset);
            default -> {
            }
        }
    }

    private void content(ByteBuffer in, int at, int size) {
        if (isText) {
            utf8 = Utf8.advance(utf8, in, at, at + size);
        }
        switch (shape) {
            case Shape.Text text -> sink.content(text.slot(), in, at, size);
            case Shape.Bytes bytes -> sink.content(bytes.slot(), in, at, size);
            case Shape.Key ignored -> in.get(at, key, Math.min(stringSize, key.length),
                    Math.clamp(key.length - stringSize, 0, size));
            default -> {
            }
        }
        stringSize += size;
        contentLeft -= size;
        if (contentLeft == 0) {
            contentEnds();
        }
    }

    private void contentEnds() {
        if (!levels.joining()) {
            stringEnds();
            itemEnds();
        }
    }

    private void stringEnds() {
        if (isText && utf8 != Utf8.START) {
            throw Utf8.badText();
        }
        switch (shape) {
            case Shape.Text text -> sink.end(text.slot());
            case Shape.Bytes bytes -> sink.end(bytes.slot());
            case Shape.Key ignored -> levels.key(key, stringSize);
            case Shape.Anything ignored -> {
            }
            default -> throw wrongKind("a string");
        }
    }

    private void unsigned() {
        switch (levels.expected()) {
            case Shape.Key ignored -> levels.key(argument);
            case Shape.Octet ignored -> octet();
            case Shape.Anything ignored -> {
            }
            default -> throw wrongKind("a number");
        }
    }

    private void octet() {
        if (argument < 0 || argument > 0xff) {
            throw new ProtocolException(Fault.WRONG_KIND, "a number outside 0 to 255 among bytes");
        }
        sink.content(levels.octetsSlot(), octet.put(0, (byte) argument), 0, 1);
    }

    /** Counts the items of a definite array or map, keys included. */
    private int items(int major) {
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
            case JOINED -> stringEnds();
            case OCTETS -> sink.end(((Shape.Bytes) level.shape).slot());
            default -> {
            }
        }
    }

    private void anything(String what) {
        if (!(levels.expected() instanceof Shape.Anything)) {
            throw wrongKind(what);
        }
        itemEnds();
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
