package mles.websocket.wire;

import java.nio.ByteBuffer;
import mles.protocol.Fault;
import mles.protocol.ProtocolException;

/** Reads CBOR items of definite length, one after the other, from bytes that may be anything. */
final class CborInput {
    static final int UNSIGNED = 0;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int TAG = 6;
    static final int SIMPLE = 7;
    /** The most levels of arrays, maps and tags in an item that is skipped. */
    static final int MOST_LEVELS = 16;

    private static final int FALSE = 20;
    private static final int TRUE = 21;
    private static final int ONE_BYTE = 24;
    private static final int RESERVED = 28;

    private final ByteBuffer in;
    private final int end;
    private int at;
    private int major;
    private int info;
    private long argument;

    /** @param in all bytes that there are: the remaining ones */
    CborInput(ByteBuffer in) {
        this.in = in;
        this.at = in.position();
        this.end = in.limit();
    }

    /** {@return the index of the next byte} */
    int at() {
        return at;
    }

    /** @throws ProtocolException {@code TRAILING_BYTES} when something is left */
    void finish() {
        if (at < end) {
            throw new ProtocolException(Fault.TRAILING_BYTES, "bytes after the map: expected 0, was " + (end - at));
        }
    }

    /** {@return the number of entries of the map that begins here} */
    int map() {
        head();
        expect(MAP, "a map");
        return count(2);
    }

    /** Reads the head of an array. */
    void array(int items) {
        head();
        expect(ARRAY, "an array");
        if (argument != items) {
            throw new ProtocolException(Fault.WRONG_KIND, "array: expected " + items + " items, was another number");
        }
    }

    /** {@return the number that begins here, of at most {@code most}} */
    long number(long most) {
        head();
        expect(UNSIGNED, "a number");
        if (argument < 0 || argument > most) {
            throw new ProtocolException(Fault.WRONG_KIND, "number: expected 0 to " + most + ", was more");
        }
        return argument;
    }

    boolean bool() {
        head();
        if (major != SIMPLE || (info != FALSE && info != TRUE)) {
            throw wrongKind("true or false");
        }
        return info == TRUE;
    }

    /** {@return the size of the byte string that begins here} Its content ends at {@link #at()} then. */
    int bytes() {
        head();
        expect(BYTES, "a byte string");
        return content();
    }

    /** {@return the size of the text that begins here} Its content ends at {@link #at()} then. */
    int text() {
        head();
        expect(TEXT, "a text");
        return content();
    }

    /** Goes behind the item that begins here, whatever it is. */
    void skip() {
        long[] left = new long[MOST_LEVELS + 1];
        int level = 0;
        left[0] = 1;
        while (level >= 0) {
            if (left[level] == 0) {
                level--;
                continue;
            }
            left[level]--;
            long items = skipHead();
            if (items > 0) {
                if (level == MOST_LEVELS) {
                    throw new ProtocolException(Fault.TOO_DEEP,
                            "levels: expected at most " + MOST_LEVELS + ", was more");
                }
                left[++level] = items;
            }
        }
    }

    /** {@return the number of items that belong to the one whose head is read; the content of a string is gone past} */
    private long skipHead() {
        head();
        return switch (major) {
            case BYTES, TEXT -> {
                content();
                yield 0;
            }
            case ARRAY -> count(1);
            case MAP -> 2L * count(2);
            case TAG -> 1;
            default -> 0;
        };
    }

    private void head() {
        int first = next();
        major = first >> 5;
        info = first & 0x1f;
        if (info >= RESERVED) {
            throw new ProtocolException(Fault.BAD_ITEM, "item: expected a definite length, was head " + first);
        }
        argument = info;
        if (info >= ONE_BYTE) {
            argument = 0;
            for (int left = 1 << (info - ONE_BYTE); left > 0; left--) {
                argument = argument << 8 | next();
            }
        }
        if (major == SIMPLE && info == ONE_BYTE && argument < 32) {
            throw new ProtocolException(Fault.BAD_ITEM, "simple value: expected 32 or more in two bytes, was less");
        }
    }

    private int next() {
        if (at == end) {
            throw truncated();
        }
        return in.get(at++) & 0xff;
    }

    private int content() {
        int size = count(1);
        at += size;
        return size;
    }

    /** {@return the argument of the head, which counts things of at least {@code each} bytes that are all there} */
    private int count(int each) {
        if (argument < 0 || argument > (end - at) / each) {
            throw truncated();
        }
        return (int) argument;
    }

    private void expect(int wanted, String what) {
        if (major != wanted) {
            throw wrongKind(what);
        }
    }

    private ProtocolException wrongKind(String what) {
        return new ProtocolException(Fault.WRONG_KIND, "item: expected " + what + ", was one of major type " + major);
    }

    private static ProtocolException truncated() {
        return new ProtocolException(Fault.TRUNCATED, "message: expected a whole map, was cut inside of it");
    }
}
