package mles.testkit;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import mles.protocol.Message;

/** The ways in which bytes miss being a message (SPEC 4.2): each must be rejected, whatever else they hold. */
public enum Misspelling {
    /** The bytes end inside an item. */
    TRUNCATED {
        @Override
        public byte[] of(Message message, Random random) {
            byte[] whole = Spelling.any(message, random);
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
    },
    /** Bytes follow the outermost item. */
    TRAILING_BYTES {
        @Override
        public byte[] of(Message message, Random random) {
            byte[] whole = Spelling.any(message, random);
            byte[] longer = Arrays.copyOf(whole, whole.length + 1 + random.nextInt(9));
            longer[whole.length] = (byte) random.nextInt();
            return longer;
        }
    },
    /** A field is not there. */
    MISSING_FIELD {
        @Override
        public byte[] of(Message message, Random random) {
            return changed(message, random, (speller, entries) -> {
                entries.remove(random.nextInt(entries.size()));
            });
        }
    },
    /** A field is there twice, perhaps under another spelling of its key. */
    REPEATED_FIELD {
        @Override
        public byte[] of(Message message, Random random) {
            return changed(message, random, (speller, entries) -> {
                entries.add(entries.get(random.nextInt(entries.size())));
            });
        }
    },
    /** An array has too few elements or too many. */
    WRONG_COUNT {
        @Override
        public byte[] of(Message message, Random random) {
            Speller speller = new Speller(random);
            List<Runnable> values = speller.fields(message).stream().map(Speller.Field::value).toList();
            List<Runnable> more = List.of(values.get(0), values.get(1), values.get(2), () -> speller.anything(1));
            speller.collection(CborOut.ARRAY, more.subList(0, random.nextBoolean() ? 4 : random.nextInt(3)));
            return speller.toByteArray();
        }
    },
    /** A value of a kind that its field does not take. */
    WRONG_KIND {
        @Override
        public byte[] of(Message message, Random random) {
            return changed(message, random, (speller, entries) -> {
                int field = random.nextInt(entries.size());
                String value = pick(field == 2 ? NO_BYTES : NO_TEXT, random);
                entries.set(field, () -> {
                    speller.key(speller.fields(message).get(field));
                    speller.raw(HEX.parseHex(value));
                });
            });
        }
    },
    /** A key that is neither text, bytes nor an unsigned number. */
    BAD_KEY {
        @Override
        public byte[] of(Message message, Random random) {
            return changed(message, random, (speller, entries) -> {
                entries.add(() -> {
                    speller.raw(HEX.parseHex(pick(NO_KEY, random)));
                    speller.anything(1);
                });
            });
        }
    },
    /** An item that is not well-formed, or a text that is not UTF-8, in an unknown field. */
    BAD_ITEM {
        @Override
        public byte[] of(Message message, Random random) {
            return changed(message, random, (speller, entries) -> {
                entries.add(() -> {
                    speller.unknownKey(3);
                    speller.raw(HEX.parseHex(pick(NO_ITEM, random)));
                });
            });
        }
    },
    /** Nested deeper than 127. */
    TOO_DEEP {
        @Override
        public byte[] of(Message message, Random random) {
            return changed(message, random, (speller, entries) -> {
                byte[] nested = new byte[127 + random.nextInt(200)];
                Arrays.fill(nested, HEX.parseHex(pick(NESTING, random))[0]);
                entries.add(() -> {
                    speller.unknownKey(3);
                    speller.raw(nested);
                    speller.anything(0);
                });
            });
        }
    };

    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> BAD_TEXT = List.of("61ff", "6180", "62c080", "62c0af", "62c328", "63e08080",
            "63e28228",
            "63eda080", "64f0808080", "64f0908028", "64f4908080");
    private static final List<String> NO_TEXT = both(BAD_TEXT,
            List.of("00", "1903e8", "20", "f4", "f6", "f93c00", "80", "a0", "816161", "41ff"));
    private static final List<String> NO_BYTES = List.of("00", "1903e8", "20", "f5", "f6", "fb3ff0000000000000", "a0",
            "8120", "81190100", "816161", "81f93c00", "82018101", "61ff", "9bffffffffffffffff01ff");
    private static final List<String> NO_KEY = List.of("20", "390100", "f4", "f5", "f6", "f93c00", "80", "a0", "c120");
    private static final List<String> NO_ITEM = both(BAD_TEXT,
            List.of("e0", "f3", "f800", "f8ff", "fc", "fd", "fe", "1c", "3d", "5e", "7c", "9d", "be", "dc", "1f", "3f",
                    "df", "5f6161ff", "7f4161ff", "5f5f4161ffff", "7f7f" + "61".repeat(31) + "ff", "7fc16161ff",
                    "7f61c3ff", "a1ff", "ff", "1c00", "3d0000", "5c00", "7c00", "9c00", "bc00", "dc0000", "fc00",
                    "9bffffffffffffffff01ff", "bf6161ff", "1c" + "00".repeat(16), "1d" + "00".repeat(32),
                    "1e" + "00".repeat(64)));
    private static final List<String> NESTING = List.of("81", "c1");

    /** {@return {@code message}, spelled in any way, with this mistake in it; {@code random} picks both} */
    public abstract byte[] of(Message message, Random random);

    /** {@return each wrong item in its place, in a message that is canonical otherwise, by a name that says which} */
    static Map<String, byte[]> examples() {
        String uid = "6375696463626f62";
        String channel = "676368616e6e656c636c6162";
        String message = "676d657373616765420102";
        Map<String, byte[]> examples = new LinkedHashMap<>();
        NO_TEXT.forEach(bad -> examples.put("uid " + bad, HEX.parseHex("a363756964" + bad + channel + message)));
        NO_TEXT.forEach(
                bad -> examples.put("channel " + bad, HEX.parseHex("a3" + uid + "676368616e6e656c" + bad + message)));
        NO_BYTES.forEach(
                bad -> examples.put("message " + bad, HEX.parseHex("a3" + uid + channel + "676d657373616765" + bad)));
        NO_KEY.forEach(bad -> examples.put("key " + bad, HEX.parseHex("a4" + uid + bad + "00" + channel + message)));
        NO_ITEM.forEach(
                bad -> examples.put("unknown field " + bad,
                        HEX.parseHex("a4" + uid + "6178" + bad + channel + message)));
        return examples;
    }

    /** @param change what is done to the entries of the map before it is written */
    private static byte[] changed(Message message, Random random, BiConsumer<Speller, List<Runnable>> change) {
        Speller speller = new Speller(random);
        List<Runnable> entries = speller.entries(speller.fields(message));
        change.accept(speller, entries);
        speller.map(entries);
        return speller.toByteArray();
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static String pick(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }
}
