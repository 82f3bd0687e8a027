package example.tinymles;

import example.tinymles.TinyCodec.Triplet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.testkit.Codec;
import mles.testkit.PayloadKind;

/** The small codec, as the kit wants to see it. */
final class TinyUnderTest implements Codec {
    private final TinyCodec codec;

    TinyUnderTest(Set<Fault> faults) {
        codec = new TinyCodec(faults);
    }

    @Override
    public long key(List<String> strings) {
        return codec.key(strings);
    }

    @Override
    public long connectionKey(String sharedKey, String addressKey, byte[] ip, int port, String uid, String channel) {
        return codec.key(codec.strings(sharedKey == null ? "" : sharedKey, addressKey == null ? "" : addressKey,
                codec.address(ip, port), uid, channel));
    }

    @Override
    public String addressText(byte[] ip, int port) {
        return codec.address(ip, port);
    }

    @Override
    public Optional<byte[]> encodeFrame(ConnectionId cid, long key, byte[] payload) {
        return Optional.ofNullable(codec.frame(cid.value(), key, payload));
    }

    @Override
    public Optional<Header> decodeHeader(byte[] bytes) {
        int length = codec.payloadLength(bytes);
        return length < 0
                ? Optional.empty()
                : Optional.of(new Header(length, new ConnectionId(ByteBuffer.wrap(bytes).getInt(4)),
                        ByteBuffer.wrap(bytes).getLong(8)));
    }

    @Override
    public Cutter cutter() {
        return new Cutter() {
            private byte[] rest = new byte[0];

            @Override
            public boolean feed(byte[] piece, Consumer<byte[]> frames) {
                byte[] stream = Arrays.copyOf(rest, rest.length + piece.length);
                System.arraycopy(piece, 0, stream, rest.length, piece.length);
                List<byte[]> cut = new ArrayList<>();
                rest = codec.cut(stream, cut);
                cut.forEach(frames);
                return rest != null;
            }
        };
    }

    @Override
    public Optional<byte[]> encodeMessage(Message message) {
        return Optional.of(codec.encode(new Triplet(message.uid(), message.channel(), bytes(message.payload()))));
    }

    @Override
    public Optional<Message> decodeMessage(byte[] cbor) {
        return Optional.ofNullable(codec.message(cbor))
                .map(message -> Message.of(message.uid(), message.channel(), message.message()));
    }

    @Override
    public byte[] encodeResync(List<byte[]> items) {
        return codec.encode(items);
    }

    @Override
    public Optional<List<byte[]>> decodeResync(byte[] cbor) {
        return Optional.ofNullable(codec.resync(cbor));
    }

    @Override
    public PayloadKind payloadKind(byte[] cbor) {
        if (codec.isResync(cbor)) {
            return PayloadKind.RESYNC;
        }
        return codec.message(cbor) == null ? PayloadKind.UNDECODABLE : PayloadKind.MESSAGE;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
