package mles.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Required form of a CBOR item in its place: the grammar that {@link CborScanner} follows (SPEC 4.2). */
sealed interface Shape {
    Shape ANYTHING = new Anything();
    Shape KEY = new Key();
    Shape OCTET = new Octet();

    Struct MESSAGE = new Struct(true, List.of(new Field("uid", new Text(0)), new Field("channel", new Text(1)),
            new Field("message", new Bytes(2))));
    List<Field> RESYNC_FIELDS = List.of(new Field("resync_message",
            new ListOf(new Struct(true, List.of(new Field("encoded_msg", new Bytes(0)))))));
    Struct RESYNC = new Struct(true, RESYNC_FIELDS);
    /** As a resync, or any map or array without its field: what most first payloads are, and no fault in a trial. */
    Struct PERHAPS_RESYNC = new Struct(false, RESYNC_FIELDS);

    /** The value of an unknown field. */
    record Anything() implements Shape {
    }

    /** The key of a field. */
    record Key() implements Shape {
    }

    /** An integer from 0 to 255. */
    record Octet() implements Shape {
    }

    /** A text string, reported under {@code slot}. */
    record Text(int slot) implements Shape {
    }

    /** A byte string, reported under {@code slot}. */
    record Bytes(int slot) implements Shape {
    }

    /** An array of any number of items. */
    record ListOf(Shape item) implements Shape {
    }

    /** A map from names, or an array in the order of declaration; {@code required} is whether every field must be there. */
    record Struct(boolean required, List<Field> fields) implements Shape {
        /** Bytes of the longest name of a field. */
        static final int LONGEST_NAME = 16;
        /** Stands for a field that is not declared. */
        static final int UNKNOWN = -1;

        int size() {
            return fields.size();
        }

        Shape shapeOf(int field) {
            return field == UNKNOWN ? ANYTHING : fields.get(field).shape();
        }

        int indexOf(byte[] name, int size) {
            for (int i = 0; i < fields.size(); i++) {
                if (fields.get(i).isNamed(name, size)) {
                    return i;
                }
            }
            return UNKNOWN;
        }
    }

    /** A field of a struct; its name as UTF-8, since every key that comes in is compared with it. */
    record Field(ByteBuffer name, Shape shape) {
        Field(String name, Shape shape) {
            this(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)), shape);
        }

        boolean isNamed(byte[] key, int size) {
            if (size != name.capacity()) {
                return false;
            }
            for (int i = 0; i < size; i++) {
                if (name.get(i) != key[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
