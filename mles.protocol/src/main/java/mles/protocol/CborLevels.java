package mles.protocol;

import java.util.Arrays;

/** The arrays, maps, tags and chunked strings that a {@link CborScanner} is inside of, and what each waits for. */
final class CborLevels {
    static final int INDEFINITE = -1;
    private static final int MAX_DEPTH = 127;

    private final Shape root;
    private Level[] levels = new Level[4];
    private int count;
    private int depth;

    enum Kind {
        STRUCT_MAP, STRUCT_ARRAY, LIST, OCTETS, ANY_ARRAY, ANY_MAP, TAG, JOINED;

        boolean isMap() {
            return this == STRUCT_MAP || this == ANY_MAP;
        }
    }

    /** One of them; reused. */
    static final class Level {
        Kind kind = Kind.TAG;
        Shape shape = Shape.ANYTHING;
        int major;
        private int left;
        private int field;
        private int seen;
        private boolean keyNext;

        private void reset(Kind newKind, Shape newShape, int items) {
            kind = newKind;
            shape = newShape;
            left = items;
            field = 0;
            seen = 0;
            keyNext = newKind.isMap();
        }

        /** @throws ProtocolException {@code MISSING_FIELD} when a struct ends too early */
        void checkComplete() {
            if (shape instanceof Shape.Struct struct && struct.required()) {
                boolean complete = switch (kind) {
                    case STRUCT_MAP -> seen == (1 << struct.size()) - 1;
                    case STRUCT_ARRAY -> field == struct.size();
                    default -> true;
                };
                if (!complete) {
                    throw new ProtocolException(Fault.MISSING_FIELD, "a field is missing");
                }
            }
        }

        private Shape expected() {
            return switch (kind) {
                case STRUCT_MAP -> keyNext ? Shape.KEY : ((Shape.Struct) shape).shapeOf(field);
                case STRUCT_ARRAY -> element((Shape.Struct) shape);
                case LIST -> ((Shape.ListOf) shape).item();
                case OCTETS -> Shape.OCTET;
                case ANY_ARRAY, ANY_MAP -> Shape.ANYTHING;
                case TAG, JOINED -> shape;
            };
        }

        private Shape element(Shape.Struct struct) {
            if (field == struct.size()) {
                throw new ProtocolException(Fault.WRONG_KIND, "an array of " + struct.size() + " has more elements");
            }
            return struct.shapeOf(field);
        }

        private void key(int known) {
            field = known;
            if (known != Shape.Struct.UNKNOWN) {
                int bit = 1 << known;
                if ((seen & bit) != 0) {
                    throw new ProtocolException(Fault.REPEATED_FIELD, "a field is there twice");
                }
                seen |= bit;
            }
        }

        /** {@return whether this item was the last one} */
        private boolean itemEnds() {
            switch (kind) {
                case STRUCT_MAP, ANY_MAP -> keyNext = !keyNext;
                case STRUCT_ARRAY -> field++;
                default -> {
                }
            }
            return left != INDEFINITE && --left == 0;
        }
    }

    CborLevels(Shape root) {
        this.root = root;
    }

    boolean isEmpty() {
        return count == 0;
    }

    Level top() {
        return levels[count - 1];
    }

    boolean joining() {
        return count > 0 && top().kind == Kind.JOINED;
    }

    /** {@return the shape that the next item must have} */
    Shape expected() {
        return count == 0 ? root : top().expected();
    }

    /** {@return whether the array has items to wait for} */
    boolean pushArray(int items) {
        Shape shape = expected();
        Kind kind = switch (shape) {
            case Shape.Anything ignored -> Kind.ANY_ARRAY;
            case Shape.ListOf ignored -> Kind.LIST;
            case Shape.Bytes ignored -> Kind.OCTETS;
            case Shape.Struct struct -> {
                if (items > struct.size()) {
                    throw new ProtocolException(Fault.WRONG_KIND,
                            "an array of " + items + " where " + struct.size() + " are due");
                }
                yield Kind.STRUCT_ARRAY;
            }
            default -> throw new ProtocolException(Fault.WRONG_KIND, "an array is not allowed here");
        };
        nest(kind, shape, items);
        return items != 0;
    }

    /** {@return whether the map has items to wait for} */
    boolean pushMap(int items) {
        Shape shape = expected();
        Kind kind = switch (shape) {
            case Shape.Anything ignored -> Kind.ANY_MAP;
            case Shape.Struct ignored -> Kind.STRUCT_MAP;
            default -> throw new ProtocolException(Fault.WRONG_KIND, "a map is not allowed here");
        };
        nest(kind, shape, items);
        return items != 0;
    }

    void pushTag() {
        nest(Kind.TAG, expected(), 1);
    }

    /** A string in chunks begins; it is not nesting. */
    void pushJoining(int major) {
        push(Kind.JOINED, expected(), INDEFINITE).major = major;
    }

    Level pop() {
        Level level = levels[--count];
        if (level.kind != Kind.JOINED) {
            depth--;
        }
        return level;
    }

    /**
     * A break was read.
     *
     * @return the level that it ends
     */
    Level endIndefinite() {
        boolean allowed = count > 0 && top().left == INDEFINITE && (!top().kind.isMap() || top().keyNext);
        if (!allowed) {
            throw new ProtocolException(Fault.BAD_ITEM, "a break outside an indefinite item");
        }
        return pop();
    }

    /**
     * An item is complete.
     *
     * @return whether it was the last one of the top level
     */
    boolean itemEnds() {
        return count > 0 && top().itemEnds();
    }

    /** A key is a name, {@code size} bytes long and kept as far as a known one goes. */
    void key(byte[] name, int size) {
        Level level = struct();
        level.key(((Shape.Struct) level.shape).indexOf(name, size));
    }

    void key(long index) {
        Level level = struct();
        boolean known = Long.compareUnsigned(index, ((Shape.Struct) level.shape).size()) < 0;
        level.key(known ? (int) index : Shape.Struct.UNKNOWN);
    }

    /** {@return the slot of the array of bytes that is read} */
    int octetsSlot() {
        return ((Shape.Bytes) below(Kind.OCTETS).shape).slot();
    }

    private Level struct() {
        return below(Kind.STRUCT_MAP);
    }

    /** {@return the nearest level of that kind, under the tags of the item that is read} */
    private Level below(Kind kind) {
        int at = count - 1;
        while (levels[at].kind != kind) {
            at--;
        }
        return levels[at];
    }

    private void nest(Kind kind, Shape shape, int items) {
        if (++depth > MAX_DEPTH) {
            throw new ProtocolException(Fault.TOO_DEEP, "nested deeper than " + MAX_DEPTH);
        }
        push(kind, shape, items);
    }

    private Level push(Kind kind, Shape shape, int items) {
        if (count == levels.length) {
            levels = Arrays.copyOf(levels, 2 * count);
        }
        if (levels[count] == null) {
            levels[count] = new Level();
        }
        Level level = levels[count++];
        level.reset(kind, shape, items);
        return level;
    }
}
