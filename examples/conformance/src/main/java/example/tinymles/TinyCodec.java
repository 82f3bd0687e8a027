package example.tinymles;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** A deliberately small codec of Mles v1, with the faults that it is asked for. */
public final class TinyCodec {
    private static final int HEADER = 16;
    private static final int MOST = 0xff_ffff;

    private final Set<Fault> faults;

    /** A message: who, where, what. */
    public record Triplet(String uid, String channel, byte[] message) {
    }

    /** Creates a codec with {@code faults}. */
    public TinyCodec(Set<Fault> faults) {
        this.faults = Set.copyOf(faults);
    }

    /** {@return the hash over {@code strings}} */
    public long key(List<String> strings) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String string : strings) {
            all.writeBytes(utf8(string));
            if (!has(Fault.NO_SEPARATOR)) {
                all.write(0xff);
            }
        }
        return TinyHash.of(all.toByteArray(), !has(Fault.NO_LENGTH_IN_HASH));
    }

    /** {@return the strings that are hashed for a connection} */
    public List<String> strings(String sharedKey, String addressKey, String address, String uid, String channel) {
        List<String> strings = new ArrayList<>();
        if (!sharedKey.isEmpty()) {
            strings.add(sharedKey);
        }
        if (sharedKey.isEmpty() || has(Fault.ADDRESS_BESIDE_SHARED_KEY)) {
            strings.add(address);
            if (!addressKey.isEmpty()) {
                strings.add(addressKey);
            }
        }
        strings.addAll(List.of(uid, channel));
        return strings;
    }

    /** {@return the text of an address} */
    public String address(byte[] ip, int port) {
        StringBuilder text = new StringBuilder(ip.length == 4 ? "" : "[");
        for (int i = 0; i < ip.length; i += ip.length == 4 ? 1 : 2) {
            if (ip.length == 4) {
                text.append(i == 0 ? "" : ".").append(ip[i] & 0xff);
            } else {
                int group = (ip[i] & 0xff) << 8 | (ip[i + 1] & 0xff);
                text.append(i == 0 ? "" : ":")
                        .append(has(Fault.PADDED_ADDRESS) ? HexFormat.of().toHexDigits((short) group)
                                : Integer.toHexString(group));
            }
        }
        return text.append(ip.length == 4 ? ":" : "]:").append(port).toString();
    }

    /** {@return a frame, or null when its payload is too small or too large} */
    public byte[] frame(int cid, long key, byte[] payload) {
        boolean tooSmall = payload.length == 0 && !has(Fault.EMPTY_PAYLOAD);
        boolean tooLarge = payload.length > MOST && !has(Fault.MASKED_LENGTH);
        if (tooSmall || tooLarge) {
            return null;
        }
        long written = has(Fault.LITTLE_ENDIAN_KEY) ? Long.reverseBytes(key) : key;
        return ByteBuffer.allocate(HEADER + payload.length).putInt('M' << 24 | (payload.length & MOST)).putInt(cid)
                .putLong(written).put(payload).array();
    }

    /** {@return the length that a header announces; -1 when it is none} */
    public int payloadLength(byte[] header) {
        if (header.length < HEADER || header[0] != 'M') {
            return -1;
        }
        int length = ByteBuffer.wrap(header).getInt() & MOST;
        return length == 0 && !has(Fault.EMPTY_PAYLOAD) ? -1 : length;
    }

    /**
     * Takes the frames off the front of {@code stream}.
     *
     * @param frames where they go
     * @return what is left, or null when the stream is broken
     */
    public byte[] cut(byte[] stream, List<byte[]> frames) {
        ByteBuffer in = ByteBuffer.wrap(stream);
        while (in.remaining() >= HEADER) {
            byte[] header = new byte[HEADER];
            in.get(in.position(), header);
            int length = payloadLength(header);
            int announced = Math.max(0, ByteBuffer.wrap(header).getInt() & MOST);
            if (length < 0 && (!has(Fault.LATE_HEADER_CHECK) || in.remaining() >= HEADER + announced)) {
                return null;
            }
            if (in.remaining() < HEADER + announced) {
                break;
            }
            byte[] frame = new byte[HEADER + announced];
            in.get(frame);
            frames.add(frame);
            if (has(Fault.ONE_FRAME_PER_PIECE)) {
                break;
            }
        }
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }

    /** {@return the encoding of a message} */
    public byte[] encode(Triplet message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xa3);
        string(out, 0x60, utf8("uid"));
        string(out, 0x60, utf8(message.uid()));
        string(out, 0x60, utf8("channel"));
        string(out, 0x60, utf8(message.channel()));
        string(out, 0x60, utf8("message"));
        string(out, 0x40, message.message());
        return out.toByteArray();
    }

    /** {@return the encoding of a resync} */
    public byte[] encode(List<byte[]> items) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xa1);
        string(out, 0x60, utf8("resync_message"));
        head(out, 0x80, items.size());
        for (byte[] item : items) {
            out.write(0xa1);
            string(out, 0x60, utf8("encoded_msg"));
            string(out, 0x40, item);
        }
        return out.toByteArray();
    }

    /** {@return the message, or null when it is none} */
    public Triplet message(byte[] cbor) {
        try {
            List<Object> fields = fields(TinyCbor.read(cbor, faults), "uid", "channel", "message");
            return new Triplet(text(fields.get(0)), text(fields.get(1)), bytes(fields.get(2)));
        } catch (TinyCbor.Malformed e) {
            return null;
        }
    }

    /** {@return the items of a resync, or null when it is none} */
    public List<byte[]> resync(byte[] cbor) {
        try {
            Object list = fields(TinyCbor.read(cbor, faults), "resync_message").get(0);
            if (!(list instanceof List<?> items)) {
                return null;
            }
            List<byte[]> frames = new ArrayList<>();
            for (Object item : items) {
                frames.add(bytes(fields(item, "encoded_msg").get(0)));
            }
            return frames;
        } catch (TinyCbor.Malformed e) {
            return null;
        }
    }

    /** {@return whether a first payload is a resync} */
    public boolean isResync(byte[] cbor) {
        List<byte[]> items = resync(cbor);
        return items != null && (!items.isEmpty() || has(Fault.EMPTY_RESYNC));
    }

    private List<Object> fields(Object item, String... names) {
        if (item instanceof List<?> array && array.size() == names.length) {
            return new ArrayList<>(array);
        }
        if (!(item instanceof TinyCbor.Pairs pairs)) {
            throw new TinyCbor.Malformed();
        }
        List<Object> values = new ArrayList<>(Collections.nCopies(names.length, null));
        for (int i = 0; i < pairs.keysAndValues().size(); i += 2) {
            int field = index(pairs.keysAndValues().get(i), names);
            if (field >= 0) {
                Object before = values.set(field, pairs.keysAndValues().get(i + 1));
                if (before != null && !has(Fault.LAST_FIELD_COUNTS)) {
                    throw new TinyCbor.Malformed();
                }
            }
        }
        if (values.contains(null)) {
            throw new TinyCbor.Malformed();
        }
        return values;
    }

    private int index(Object key, String... names) {
        return switch (key) {
            case Long number when has(Fault.NO_NUMBERS_AS_KEYS) -> throw new TinyCbor.Malformed();
            case Long number -> number >= 0 && number < names.length ? number.intValue() : -1;
            case byte[] bytes -> List.of(names).indexOf(TinyCbor.text(bytes, ""));
            case String text -> List.of(names).indexOf(text);
            default -> throw new TinyCbor.Malformed();
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case byte[] bytes -> TinyCbor.text(bytes, null);
            default -> throw new TinyCbor.Malformed();
        };
    }

    private byte[] bytes(Object value) {
        return switch (value) {
            case byte[] bytes -> bytes;
            case String text when !has(Fault.BYTES_ONLY) -> utf8(text);
            case List<?> octets when !has(Fault.BYTES_ONLY) -> octets(octets);
            default -> throw new TinyCbor.Malformed();
        };
    }

    private static byte[] octets(List<?> numbers) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (Object number : numbers) {
            if (!(number instanceof Long octet) || octet < 0 || octet > 255) {
                throw new TinyCbor.Malformed();
            }
            octets.write(octet.intValue());
        }
        return octets.toByteArray();
    }

    private void string(ByteArrayOutputStream out, int type, byte[] content) {
        head(out, type, content.length);
        out.writeBytes(content);
    }

    private void head(ByteArrayOutputStream out, int type, int argument) {
        if (argument < 24) {
            out.write(type | argument);
        } else if (argument < 256 && !has(Fault.LONG_HEADS)) {
            out.write(type | 24);
            out.write(argument);
        } else if (argument < 65536) {
            out.write(type | 25);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) argument).array());
        } else {
            out.write(type | 26);
            out.writeBytes(ByteBuffer.allocate(4).putInt(argument).array());
        }
    }

    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
