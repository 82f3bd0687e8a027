package example.tinymles;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads CBOR into plain objects: Number (unsigned), byte[], String, List, Pairs, and OTHER for all else. */
final class TinyCbor {
    static final Object OTHER = "other".toCharArray();
    private static final Object BREAK = "break".toCharArray();
    private static final int INDEFINITE = 31;

    private final ByteBuffer in;
    private final Set<Fault> faults;
    private final int deepest;

    /** A map, in its order. */
    record Pairs(List<Object> keysAndValues) {
    }

    /** The bytes are not what they should be. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private TinyCbor(byte[] in, Set<Fault> faults) {
        this.in = ByteBuffer.wrap(in);
        this.faults = faults;
        this.deepest = faults.contains(Fault.TOO_FLAT) ? 125 : faults.contains(Fault.TOO_DEEP) ? 128 : 127;
    }

    static Object read(byte[] in, Set<Fault> faults) {
        TinyCbor cbor = new TinyCbor(in, faults);
        try {
            Object item = noBreak(cbor.item(0));
            if (cbor.in.hasRemaining() && !faults.contains(Fault.TRAILING_BYTES)) {
                throw new Malformed();
            }
            return item;
        } catch (BufferUnderflowException e) {
            throw new Malformed();
        }
    }

    private Object item(int depth) {
        int first = in.get() & 0xff;
        int major = first >> 5;
        int info = first & 31;
        boolean indefinite = info == INDEFINITE;
        if (first == 0xff) {
            return BREAK;
        }
        if (info >= 28 && !(indefinite && major >= 2 && major <= 5)) {
            throw new Malformed();
        }
        long argument = info < 24 || indefinite ? info : number(1 << (info - 24));
        return switch (major) {
            case 0 -> argument;
            case 1 -> OTHER;
            case 2 -> indefinite ? chunks(2) : bytes(argument);
            case 3 -> text(indefinite ? chunks(3) : bytes(argument));
            case 4 -> items(argument, indefinite, deeper(depth));
            case 5 -> pairs(argument, indefinite, deeper(depth));
            case 6 -> noBreak(item(deeper(depth)));
            default -> simple(info);
        };
    }

    private static Object simple(int info) {
        if (info < 20 || info == 24) {
            throw new Malformed();
        }
        return OTHER;
    }

    private int deeper(int depth) {
        if (depth == deepest) {
            throw new Malformed();
        }
        return depth + 1;
    }

    private List<Object> items(long count, boolean indefinite, int depth) {
        List<Object> items = new ArrayList<>();
        while (indefinite || items.size() != count) {
            Object item = item(depth);
            if (item == BREAK && indefinite) {
                break;
            }
            items.add(noBreak(item));
        }
        return items;
    }

    private Pairs pairs(long count, boolean indefinite, int depth) {
        List<Object> items = items(2 * count, indefinite, depth);
        if (count < 0 || items.size() % 2 != 0) {
            throw new Malformed();
        }
        return new Pairs(items);
    }

    private byte[] chunks(int major) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int first = in.get() & 0xff; first != 0xff; first = in.get() & 0xff) {
            int info = first & 31;
            if (first >> 5 == major && info == INDEFINITE && faults.contains(Fault.NESTED_CHUNKS)) {
                joined.writeBytes(chunks(major));
                continue;
            }
            if (first >> 5 != major || info >= 28) {
                throw new Malformed();
            }
            joined.writeBytes(bytes(info < 24 ? info : number(1 << (info - 24))));
        }
        return joined.toByteArray();
    }

    private byte[] bytes(long count) {
        if (count < 0 || count > in.remaining()) {
            throw new Malformed();
        }
        byte[] bytes = new byte[(int) count];
        in.get(bytes);
        return bytes;
    }

    private long number(int size) {
        long number = 0;
        for (int i = 0; i < size; i++) {
            number = number << 8 | (in.get() & 0xff);
        }
        return number;
    }

    String text(byte[] utf8) {
        if (faults.contains(Fault.REPLACED_TEXT)) {
            return new String(utf8, StandardCharsets.UTF_8);
        }
        return text(utf8, null);
    }

    /** @return the text; {@code otherwise} where the bytes are none, and where that is null, never */
    static String text(byte[] utf8, String otherwise) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            if (otherwise == null) {
                throw new Malformed();
            }
            return otherwise;
        }
    }

    private static Object noBreak(Object item) {
        if (item == BREAK) {
            throw new Malformed();
        }
        return item;
    }
}
