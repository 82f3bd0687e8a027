package mles.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.Collections;
import mles.protocol.Message;

/** Envelopes of {@code mles-websocket-2}: a client's, right or wrong, put together by hand; and a server's, as text. */
public final class Envelopes {
    private final List<byte[]> pairs = new ArrayList<>();

    private Envelopes() {
    }

    /** {@return an envelope with nothing in it yet} */
    public static Envelopes map() {
        return new Envelopes();
    }

    /** {@return a join of a channel} */
    public static Envelopes join(long number, String uid, String channel, String text) {
        return map().number("join", number).bytes("m", payload(uid, channel, text));
    }

    /** {@return a message for the channel that was joined with {@code number}} */
    public static Envelopes publish(long number, String uid, String channel, String text) {
        return map().number("publish", number).bytes("m", payload(uid, channel, text));
    }

    /** {@return the end of a membership} */
    public static Envelopes leave(long number) {
        return map().number("leave", number);
    }

    /** {@return a payload with these names and this text} */
    public static byte[] payload(String uid, String channel, String text) {
        ByteBuffer encoded = Message.of(uid, channel, text).encode();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    /** Adds a number. */
    public Envelopes number(String key, long value) {
        return pair(key, out -> out.head(CborOut.UNSIGNED, value));
    }

    /** Adds a byte string. */
    public Envelopes bytes(String key, byte[] value) {
        return pair(key, out -> out.string(CborOut.BYTES, value));
    }

    /** Adds true or false. */
    public Envelopes bool(String key, boolean value) {
        return pair(key, out -> out.octet(value ? 0xf5 : 0xf4));
    }

    /** Adds the position behind which messages are wanted. */
    public Envelopes since(long epoch, long number) {
        return pair("since", out -> {
            out.head(CborOut.ARRAY, 2);
            out.string(CborOut.BYTES, ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
            out.head(CborOut.UNSIGNED, number);
        });
    }

    /** Adds an item that is spelled already. */
    public Envelopes item(String key, byte[] item) {
        return pair(key, out -> out.raw(item));
    }

    /** Puts the keys into another order. */
    public Envelopes shuffle(Random random) {
        Collections.shuffle(pairs, random);
        return this;
    }

    /** {@return the bytes} */
    public byte[] encode() {
        CborOut out = new CborOut();
        out.head(CborOut.MAP, pairs.size());
        pairs.forEach(out::raw);
        return out.toByteArray();
    }

    /** {@return the map at the position of {@code in} as Java shows maps, byte strings in hexadecimal} */
    public static String text(ByteBuffer in) {
        return item(in).toString();
    }

    /** Writes one item. */
    private interface Item {
        void write(CborOut out);
    }

    private Envelopes pair(String key, Item value) {
        CborOut out = new CborOut();
        out.string(CborOut.TEXT, key.getBytes(StandardCharsets.UTF_8));
        value.write(out);
        pairs.add(out.toByteArray());
        return this;
    }

    private static Object item(ByteBuffer in) {
        int first = in.get() & 0xff;
        long argument = switch (first & 0x1f) {
            case 24 -> Byte.toUnsignedLong(in.get());
            case 25 -> Short.toUnsignedLong(in.getShort());
            case 26 -> Integer.toUnsignedLong(in.getInt());
            case 27 -> in.getLong();
            default -> first & 0x1f;
        };
        return switch (first >> 5) {
            case CborOut.UNSIGNED -> argument;
            case CborOut.BYTES -> HexFormat.of().formatHex(string(in, argument));
            case CborOut.TEXT -> new String(string(in, argument), StandardCharsets.UTF_8);
            case CborOut.ARRAY -> Stream.generate(() -> item(in)).limit(argument).toList();
            case CborOut.MAP -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (long i = 0; i < argument; i++) {
                    map.put(item(in), item(in));
                }
                yield map;
            }
            default -> argument == 21;
        };
    }

    private static byte[] string(ByteBuffer in, long size) {
        byte[] bytes = new byte[(int) size];
        in.get(bytes);
        return bytes;
    }
}
