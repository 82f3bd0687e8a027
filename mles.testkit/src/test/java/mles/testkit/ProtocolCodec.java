package mles.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mles.protocol.AddressText;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Credentials;
import mles.protocol.Fault;
import mles.protocol.FirstPayload;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;
import org.jspecify.annotations.Nullable;

/** Our own codec. */
final class ProtocolCodec implements Codec {

    @Override
    public long key(List<String> strings) {
        return ConnectionKey.of(strings.toArray(String[]::new));
    }

    @Override
    public long connectionKey(@Nullable String sharedKey, @Nullable String addressKey, byte[] ip, int port, String uid,
            String channel) {
        Credentials credentials = Credentials.of(sharedKey, addressKey);
        InetSocketAddress client = client(ip, port);
        // Java hides mapped addresses as IPv4 ones.
        boolean mapped = ip.length == 16 && AddressText.hasTwoForms(client);
        return mapped ? credentials.mappedKey(client, uid, channel) : credentials.key(client, uid, channel);
    }

    @Override
    public String addressText(byte[] ip, int port) {
        return AddressText.of(ip, port);
    }

    @Override
    public Optional<byte[]> encodeFrame(ConnectionId cid, long key, byte[] payload) {
        return unlessRefused(() -> CborOut.bytes(Frame.of(cid, key, ByteBuffer.wrap(payload)).bytes()));
    }

    @Override
    public Optional<Header> decodeHeader(byte[] bytes) {
        return unlessRefused(() -> Header.read(ByteBuffer.wrap(bytes), 0));
    }

    @Override
    public Cutter cutter() {
        FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
        return (piece, frames) -> feed(reader, piece, frames);
    }

    @Override
    public Optional<byte[]> encodeMessage(Message message) {
        return unlessRefused(() -> CborOut.bytes(message.encode()));
    }

    @Override
    public Optional<Message> decodeMessage(byte[] cbor) {
        return unlessRefused(() -> Message.decode(ByteBuffer.wrap(cbor)));
    }

    @Override
    public byte[] encodeResync(List<byte[]> items) {
        return CborOut.bytes(new Resync(items.stream().map(ByteBuffer::wrap).toList()).encode());
    }

    @Override
    public Optional<List<byte[]>> decodeResync(byte[] cbor) {
        return unlessRefused(
                () -> Resync.decode(ByteBuffer.wrap(cbor)).items().stream().map(CborOut::bytes).toList());
    }

    /** A resync with a bad item is a resync still: that the item is refused is another rule (SPEC 5.5). */
    @Override
    public PayloadKind payloadKind(byte[] cbor) {
        try {
            return FirstPayload.decode(ByteBuffer.wrap(cbor)) instanceof Resync
                    ? PayloadKind.RESYNC
                    : PayloadKind.MESSAGE;
        } catch (ProtocolException e) {
            return e.fault() == Fault.BAD_RESYNC_ITEM ? PayloadKind.RESYNC : PayloadKind.UNDECODABLE;
        }
    }

    private static boolean feed(FrameReader reader, byte[] piece, Consumer<byte[]> frames) {
        try {
            reader.read(ByteBuffer.wrap(piece), frame -> frames.accept(CborOut.bytes(frame.bytes())));
            return true;
        } catch (ProtocolException e) {
            return false;
        }
    }

    private static <T> Optional<T> unlessRefused(Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (ProtocolException e) {
            return Optional.empty();
        }
    }

    private static InetSocketAddress client(byte[] ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, this has " + ip.length, e);
        }
    }
}
