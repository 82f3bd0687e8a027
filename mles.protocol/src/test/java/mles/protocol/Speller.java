package mles.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Writes messages and resyncs in any of the ways that SPEC 4.2 accepts, picked at random. */
final class Speller {
    private static final byte[] BREAK = {(byte) 0xff};
    private static final int[] SIMPLE = {0xf4, 0xf5, 0xf6, 0xf7};

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** One field: how its key may look, and how its value is written. */
    private record Field(String name, int index, Runnable value) {
    }

    private Speller(Random random) {
        this.random = random;
    }

    static byte[] spell(Message message, Random random) {
        Speller speller = new Speller(random);
        speller.struct(List.of(new Field("uid", 0, () -> speller.text(message.uid())),
                new Field("channel", 1, () -> speller.text(message.channel())),
                new Field("message", 2, () -> speller.bytes(Samples.bytes(message.payload())))));
        return speller.out.toByteArray();
    }

    static byte[] spell(Resync resync, Random random) {
        Speller speller = new Speller(random);
        speller.struct(List.of(new Field("resync_message", 0, () -> speller.items(resync.items()))));
        return speller.out.toByteArray();
    }

    private void items(List<ByteBuffer> items) {
        collection(Cbor.ARRAY, items.stream().<Runnable>map(item -> () -> struct(
                List.of(new Field("encoded_msg", 0, () -> bytes(Samples.bytes(item)))))).toList());
    }

    private void struct(List<Field> fields) {
        if (random.nextInt(4) == 0) {
            collection(Cbor.ARRAY, fields.stream().map(Field::value).toList());
            return;
        }
        List<Runnable> entries = new ArrayList<>();
        for (Field field : fields) {
            entries.add(() -> {
                key(field);
                field.value().run();
            });
        }
        while (random.nextInt(3) == 0) {
            Runnable entry = () -> {
                unknownKey(fields.size());
                anything(3);
            };
            entries.addAll(Collections.nCopies(1 + random.nextInt(2), entry));
        }
        Collections.shuffle(entries, random);
        collection(Cbor.MAP, entries);
    }

    private void key(Field field) {
        byte[] name = utf8(field.name());
        switch (random.nextInt(4)) {
            case 0 -> {
                tags();
                head(Cbor.UNSIGNED, field.index());
            }
            case 1 -> string(Cbor.BYTES, name);
            default -> string(Cbor.TEXT, name);
        }
    }

    private void unknownKey(int known) {
        switch (random.nextInt(4)) {
            case 0 -> {
                tags();
                head(Cbor.UNSIGNED, random.nextBoolean() ? known + random.nextInt(300) : -1 - random.nextInt(300));
            }
            case 1 -> string(Cbor.BYTES, new byte[]{(byte) 0xc0, (byte) random.nextInt()});
            case 2 -> string(Cbor.TEXT, utf8(random.nextBoolean() ? "" : "Uid"));
            default -> string(Cbor.TEXT, utf8("x\u00e4\ud83d\ude00"));
        }
    }

    private void text(String text) {
        string(random.nextInt(3) == 0 ? Cbor.BYTES : Cbor.TEXT, utf8(text));
    }

    private void bytes(byte[] bytes) {
        int way = random.nextInt(5);
        if (way == 0 && bytes.length < 1000) {
            List<Runnable> octets = new ArrayList<>();
            for (byte octet : bytes) {
                octets.add(() -> {
                    tags();
                    head(Cbor.UNSIGNED, octet & 0xff);
                });
            }
            collection(Cbor.ARRAY, octets);
        } else if (way == 1 && utf8(new String(bytes, StandardCharsets.UTF_8)).length == bytes.length
                && ByteBuffer.wrap(utf8(new String(bytes, StandardCharsets.UTF_8))).equals(ByteBuffer.wrap(bytes))) {
            string(Cbor.TEXT, bytes);
        } else {
            string(Cbor.BYTES, bytes);
        }
    }

    /** Any well-formed item. */
    private void anything(int deeper) {
        switch (random.nextInt(deeper > 0 ? 8 : 5)) {
            case 0 -> head(random.nextBoolean() ? Cbor.UNSIGNED : Cbor.NEGATIVE, random.nextLong());
            case 1 -> out.write(SIMPLE[random.nextInt(SIMPLE.length)]);
            case 2 -> {
                int width = random.nextInt(3);
                out.write(0xf9 + width);
                number(random.nextLong(), 2 << width);
            }
            case 3 -> string(Cbor.BYTES, new byte[random.nextInt(30)]);
            case 4 -> string(Cbor.TEXT, utf8("\u20ac".repeat(random.nextInt(12))));
            case 5 -> {
                tags();
                anything(deeper - 1);
            }
            case 6 -> collection(Cbor.ARRAY,
                    Collections.nCopies(random.nextInt(4), () -> anything(deeper - 1)));
            default -> collection(Cbor.MAP, Collections.nCopies(random.nextInt(3), () -> {
                anything(deeper - 1);
                anything(deeper - 1);
            }));
        }
    }

    private void collection(int major, List<Runnable> entries) {
        tags();
        boolean definite = random.nextBoolean();
        if (definite) {
            head(major, entries.size());
        } else {
            out.write((major << 5) | 31);
        }
        entries.forEach(Runnable::run);
        if (!definite) {
            out.writeBytes(BREAK);
        }
    }

    private void string(int major, byte[] bytes) {
        tags();
        if (random.nextInt(3) > 0) {
            chunk(major, bytes, 0, bytes.length);
            return;
        }
        out.write((major << 5) | 31);
        for (int at = 0; at < bytes.length;) {
            int size = Math.min(bytes.length - at, random.nextInt(Math.max(3, bytes.length / 2)));
            chunk(major, bytes, at, size);
            at += size;
        }
        out.writeBytes(BREAK);
    }

    private void chunk(int major, byte[] bytes, int at, int size) {
        head(major, size);
        out.write(bytes, at, size);
    }

    private void tags() {
        while (random.nextInt(8) == 0) {
            head(Cbor.TAG, random.nextLong());
        }
    }

    /** The shortest head that can hold {@code argument}, or a longer one. */
    private void head(int major, long argument) {
        int width = 0;
        while (width < 4 && Long.compareUnsigned(argument, largest(width)) > 0) {
            width++;
        }
        width += random.nextInt(2) * random.nextInt(5 - width);
        if (width == 0) {
            out.write((major << 5) | (int) argument);
        } else {
            out.write((major << 5) | (23 + width));
            number(argument, 1 << (width - 1));
        }
    }

    private static long largest(int width) {
        return switch (width) {
            case 0 -> 23;
            case 1 -> 0xff;
            case 2 -> 0xffff;
            case 3 -> 0xffff_ffffL;
            default -> -1;
        };
    }

    private void number(long value, int size) {
        for (int i = size - 1; i >= 0; i--) {
            out.write((int) (value >> (8 * i)));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
