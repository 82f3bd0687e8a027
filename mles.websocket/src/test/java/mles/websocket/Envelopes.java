package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.protocol.Message;

/** Envelopes of a client, spelled by hand. */
public final class Envelopes {
    private final List<byte[]> pairs = new ArrayList<>();

    private Envelopes() {
    }

    /** {@return an envelope with nothing in it yet} */
    public static Envelopes map() {
        return new Envelopes();
    }

    public static Envelopes join(long number, String uid, String channel, String text) {
        return map().number("join", number).bytes("m", payload(uid, channel, text));
    }

    public static Envelopes publish(long number, String uid, String channel, String text) {
        return map().number("publish", number).bytes("m", payload(uid, channel, text));
    }

    public static Envelopes leave(long number) {
        return map().number("leave", number);
    }

    public static byte[] payload(String uid, String channel, String text) {
        ByteBuffer encoded = Message.of(uid, channel, text).encode();
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    public Envelopes number(String key, long value) {
        return pair(key, head(0, value));
    }

    public Envelopes bytes(String key, byte[] value) {
        return pair(key, concat(head(2, value.length), value));
    }

    public Envelopes bool(String key, boolean value) {
        return pair(key, new byte[]{(byte) (value ? 0xf5 : 0xf4)});
    }

    public Envelopes since(long epoch, long number) {
        byte[] eight = ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
        return pair("since", concat(head(4, 2), concat(concat(head(2, Long.BYTES), eight), head(0, number))));
    }

    /** Adds a key with an item that is spelled already. */
    public Envelopes pair(String key, byte[] item) {
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        pairs.add(concat(concat(head(3, text.length), text), item));
        return this;
    }

    /** {@return the keys and their values, to be put into another order} */
    public List<byte[]> pairs() {
        return pairs;
    }

    public byte[] encode() {
        byte[] all = head(5, pairs.size());
        for (byte[] pair : pairs) {
            all = concat(all, pair);
        }
        return all;
    }

    /** {@return the map that begins at the reader index, as text; byte strings in hexadecimal} */
    public static String text(ByteBuf in) {
        return item(in).toString();
    }

    /** {@return the item that begins at the reader index, in the diagnostic notation of RFC 8949} */
    public static String diagnostic(ByteBuf in) {
        return diagnostic(item(in));
    }

    private static String diagnostic(Object item) {
        return switch (item) {
            case Map<?, ?> map -> map.entrySet().stream()
                    .map(entry -> diagnostic(entry.getKey()) + ": " + diagnostic(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(Envelopes::diagnostic).collect(Collectors.joining(", ", "[", "]"));
            case String text -> '"' + text + '"';
            case Octets octets -> "h'" + octets + "'";
            default -> item.toString();
        };
    }

    /** A byte string. */
    private record Octets(String hex) {
        @Override
        public String toString() {
            return hex;
        }
    }

    private static Object item(ByteBuf in) {
        int first = in.readUnsignedByte();
        long argument = switch (first & 0x1f) {
            case 24 -> in.readUnsignedByte();
            case 25 -> in.readUnsignedShort();
            case 26 -> in.readUnsignedInt();
            case 27 -> in.readLong();
            default -> first & 0x1f;
        };
        return switch (first >> 5) {
            case 0 -> argument;
            case 2 -> new Octets(ByteBufUtil.hexDump(in.readSlice((int) argument)));
            case 3 -> in.readString((int) argument, StandardCharsets.UTF_8);
            case 4 -> Stream.generate(() -> item(in)).limit(argument).toList();
            case 5 -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (long i = 0; i < argument; i++) {
                    map.put(item(in), item(in));
                }
                yield map;
            }
            case 7 -> argument == 21;
            default -> throw new AssertionError("an item of a kind that the server does not send");
        };
    }

    /** {@return the shortest head of an item} */
    public static byte[] head(int major, long argument) {
        ByteBuf out = Unpooled.buffer();
        int type = major << 5;
        if (argument < 24) {
            out.writeByte(type | (int) argument);
        } else if (argument < 1 << 8) {
            out.writeByte(type | 24).writeByte((int) argument);
        } else if (argument < 1 << 16) {
            out.writeByte(type | 25).writeShort((int) argument);
        } else if (argument < 1L << 32) {
            out.writeByte(type | 26).writeInt((int) argument);
        } else {
            out.writeByte(type | 27).writeLong(argument);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    public static byte[] concat(byte[] one, byte[] two) {
        return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }
}
