package mles.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import mles.protocol.Message;
import mles.protocol.Resync;

/** Writes messages and resyncs in any of the ways that SPEC 4.2 accepts, picked at random. */
final class Speller {
    private static final int[] SIMPLE = {0xf4, 0xf5, 0xf6, 0xf7};

    private final Random random;
    private final CborOut out = new CborOut();

    /** One field: how its key may look, and how its value is written. */
    record Field(String name, int index, Runnable value) {
    }

    Speller(Random random) {
        this.random = random;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    List<Field> fields(Message message) {
        return List.of(new Field("uid", 0, () -> text(message.uid())),
                new Field("channel", 1, () -> text(message.channel())),
                new Field("message", 2, () -> bytes(CborOut.bytes(message.payload()))));
    }

    List<Field> fields(Resync resync) {
        return List.of(new Field("resync_message", 0, () -> items(resync.items())));
    }

    /** Writes the fields as an array in their order or as a map in any order, with unknown fields among them. */
    void struct(List<Field> fields) {
        if (random.nextInt(4) == 0) {
            collection(CborOut.ARRAY, fields.stream().map(Field::value).toList());
            return;
        }
        List<Runnable> entries = entries(fields);
        while (random.nextInt(3) == 0) {
            Runnable entry = () -> {
                unknownKey(fields.size());
                anything(3);
            };
            entries.addAll(Collections.nCopies(1 + random.nextInt(2), entry));
        }
        map(entries);
    }

    /** {@return a list that may be changed: each one writes key and value} */
    List<Runnable> entries(List<Field> fields) {
        List<Runnable> entries = new ArrayList<>();
        for (Field field : fields) {
            entries.add(() -> {
                key(field);
                field.value().run();
            });
        }
        return entries;
    }

    /** Writes the entries in any order. */
    void map(List<Runnable> entries) {
        Collections.shuffle(entries, random);
        collection(CborOut.MAP, entries);
    }

    void collection(int major, List<Runnable> entries) {
        tags();
        boolean definite = random.nextBoolean();
        if (definite) {
            head(major, entries.size());
        } else {
            out.indefinite(major);
        }
        entries.forEach(Runnable::run);
        if (!definite) {
            out.octet(CborOut.BREAK);
        }
    }

    void key(Field field) {
        byte[] name = CborOut.utf8(field.name());
        switch (random.nextInt(4)) {
            case 0 -> {
                tags();
                head(CborOut.UNSIGNED, field.index());
            }
            case 1 -> string(CborOut.BYTES, name);
            default -> string(CborOut.TEXT, name);
        }
    }

    /** @param known how many fields there are: a number below that is the key of one */
    void unknownKey(int known) {
        switch (random.nextInt(4)) {
            case 0 -> {
                tags();
                head(CborOut.UNSIGNED, random.nextBoolean() ? known + random.nextInt(300) : -1 - random.nextInt(300));
            }
            case 1 -> string(CborOut.BYTES, new byte[]{(byte) 0xc0, (byte) random.nextInt()});
            case 2 -> string(CborOut.TEXT, CborOut.utf8(random.nextBoolean() ? "" : "Uid"));
            default -> string(CborOut.TEXT, CborOut.utf8("x\u00e4\ud83d\ude00"));
        }
    }

    /** Any well-formed item. */
    void anything(int deeper) {
        switch (random.nextInt(deeper > 0 ? 8 : 5)) {
            case 0 -> head(random.nextBoolean() ? CborOut.UNSIGNED : CborOut.NEGATIVE, random.nextLong());
            case 1 -> out.octet(SIMPLE[random.nextInt(SIMPLE.length)]);
            case 2 -> {
                int width = random.nextInt(3);
                out.octet(0xf9 + width);
                out.number(random.nextLong(), 2 << width);
            }
            case 3 -> string(CborOut.BYTES, new byte[random.nextInt(30)]);
            case 4 -> string(CborOut.TEXT, CborOut.utf8("\u20ac".repeat(random.nextInt(12))));
            case 5 -> {
                tags();
                anything(deeper - 1);
            }
            case 6 -> collection(CborOut.ARRAY, Collections.nCopies(random.nextInt(4), () -> anything(deeper - 1)));
            default -> collection(CborOut.MAP, Collections.nCopies(random.nextInt(3), () -> {
                anything(deeper - 1);
                anything(deeper - 1);
            }));
        }
    }

    /** Writes bytes that no speller would write. */
    void raw(byte[] bytes) {
        out.raw(bytes);
    }

    private void items(List<ByteBuffer> items) {
        collection(CborOut.ARRAY, items.stream().<Runnable>map(item -> () -> struct(
                List.of(new Field("encoded_msg", 0, () -> bytes(CborOut.bytes(item)))))).toList());
    }

    private void text(String text) {
        string(random.nextInt(3) == 0 ? CborOut.BYTES : CborOut.TEXT, CborOut.utf8(text));
    }

    private void bytes(byte[] bytes) {
        int way = random.nextInt(5);
        if (way == 0 && bytes.length < 1000) {
            List<Runnable> octets = new ArrayList<>();
            for (byte octet : bytes) {
                octets.add(() -> {
                    tags();
                    head(CborOut.UNSIGNED, octet & 0xff);
                });
            }
            collection(CborOut.ARRAY, octets);
        } else if (way == 1 && isText(bytes)) {
            string(CborOut.TEXT, bytes);
        } else {
            string(CborOut.BYTES, bytes);
        }
    }

    private static boolean isText(byte[] bytes) {
        byte[] again = CborOut.utf8(new String(bytes, StandardCharsets.UTF_8));
        return ByteBuffer.wrap(again).equals(ByteBuffer.wrap(bytes));
    }

    private void string(int major, byte[] bytes) {
        tags();
        if (random.nextInt(3) > 0) {
            chunk(major, bytes, 0, bytes.length);
            return;
        }
        out.indefinite(major);
        for (int at = 0; at < bytes.length;) {
            int size = Math.min(bytes.length - at, random.nextInt(Math.max(3, bytes.length / 2)));
            chunk(major, bytes, at, size);
            at += size;
        }
        out.octet(CborOut.BREAK);
    }

    private void chunk(int major, byte[] bytes, int at, int size) {
        head(major, size);
        out.raw(Arrays.copyOfRange(bytes, at, at + size));
    }

    private void tags() {
        while (random.nextInt(8) == 0) {
            head(CborOut.TAG, random.nextLong());
        }
    }

    /** The shortest head that can hold {@code argument}, or a longer one. */
    private void head(int major, long argument) {
        int width = CborOut.shortest(argument);
        out.head(major, argument, width + random.nextInt(2) * random.nextInt(5 - width));
    }
}
