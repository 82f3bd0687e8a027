package mles.testkit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.testkit.VectorCase.MessageDecode;
import mles.testkit.VectorCase.MessageEncode;

/** The checks of a codec: every golden vector that needs no server, and what SPEC 2 says about frames. */
public final class CodecChecks {
    private final Codec codec;

    private CodecChecks(Codec codec) {
        this.codec = codec;
    }

    /** {@return all checks of {@code codec}, in the order of SPEC's sections} */
    public static List<Check> of(Codec codec) {
        CodecChecks checks = new CodecChecks(codec);
        Vectors vectors = Vectors.load();
        return Stream.of(vectors.headers().stream().map(checks::header),
                vectors.headerRejects().stream().map(checks::headerReject),
                vectors.frames().stream().map(checks::frame), new CutterChecks(codec).all().stream(),
                checks.limits(), vectors.keyHashes().stream().map(checks::keyHash),
                vectors.connections().stream().map(checks::connection),
                vectors.addressStrings().stream().map(checks::addressString),
                vectors.messageEncodes().stream().map(checks::messageEncode),
                vectors.resyncEncodes().stream().map(checks::resyncEncode),
                vectors.messageDecodes().stream().map(checks::messageDecode),
                vectors.resyncDecodes().stream().map(checks::resyncDecode),
                Misspelling.examples().entrySet().stream()
                        .map(example -> checks.misspelled(example.getKey(), example.getValue())),
                Stream.of(Check.of("4.2", "the first and the last character of each length are read",
                        checks::characters)),
                vectors.messageDecodes().stream().map(checks::messageKind),
                vectors.resyncDecodes().stream().map(checks::resyncKind)).flatMap(Function.identity()).toList();
    }

    private Check header(VectorCase.HeaderBytes vector) {
        return Check.of("2", vector.id() + " a header", () -> {
            Header header = vector.header();
            byte[] frame = Expect.present(codec.encodeFrame(header.cid(), header.key(), new byte[header.length()]),
                    "no frame is built");
            Expect.equal(CborOut.bytes(vector.bytes()), Arrays.copyOf(frame, Header.SIZE));
            Expect.equal(Header.SIZE + header.length(), frame.length, "bytes of the frame");
            Expect.equal(Optional.of(header), codec.decodeHeader(CborOut.bytes(vector.bytes())));
        });
    }

    private Check headerReject(VectorCase.HeaderReject vector) {
        return Check.of("2", vector.id() + " is no header: " + vector.note(),
                () -> Expect.empty(codec.decodeHeader(CborOut.bytes(vector.bytes())), "it is taken for a header"));
    }

    private Check frame(VectorCase.FrameBytes vector) {
        return Check.of("2", vector.id() + " a whole frame", () -> {
            long key = codec.key(vector.strings());
            byte[] payload = Expect.present(codec.encodeMessage(vector.message()), "no message is encoded");
            byte[] frame = Expect.present(codec.encodeFrame(ConnectionId.of(key), key, payload), "no frame is built");
            Expect.equal(CborOut.bytes(vector.frame()), frame);
        });
    }

    private Stream<Check> limits() {
        return Stream.of(
                Check.of("2", "no frame without a payload is built",
                        () -> Expect.empty(codec.encodeFrame(new ConnectionId(1), 1, new byte[0]), "one is built")),
                Check.of("2", "no frame with a payload above 16777215 bytes is built",
                        () -> Expect.empty(codec.encodeFrame(new ConnectionId(1), 1, new byte[Header.MAX_PAYLOAD + 1]),
                                "one is built")),
                Check.of("4.1", "a message of 16777185 bytes with one-letter names fits a frame", this::largestMessage),
                Check.of("4.1", "a message of 16777186 bytes with one-letter names fits no frame",
                        () -> Expect.empty(
                                codec.encodeMessage(new Message("u", "c", ByteBuffer.allocate(16_777_186)))
                                        .flatMap(payload -> codec.encodeFrame(new ConnectionId(1), 1, payload)),
                                "a frame is built")));
    }

    private void largestMessage() {
        Message message = new Message("u", "c", ByteBuffer.allocate(16_777_185));
        byte[] payload = Expect.present(codec.encodeMessage(message), "it is not encoded");
        byte[] frame = Expect.present(codec.encodeFrame(new ConnectionId(1), 1, payload), "no frame is built");
        Expect.equal(Header.SIZE + Header.MAX_PAYLOAD, frame.length, "bytes of the frame");
        Expect.equal(Optional.of(message), codec.decodeMessage(payload), "decoded again");
    }

    private Check keyHash(VectorCase.KeyHash vector) {
        return Check.of("3.1", vector.id() + " the hash over " + vector.strings().size() + " strings",
                () -> Expect.equal(hex(vector.key()), hex(codec.key(vector.strings()))));
    }

    private Check connection(VectorCase.Connection vector) {
        return Check.of("3.2", vector.id() + " the key of a connection", () -> {
            long key = codec.connectionKey(vector.sharedKey(), vector.addressKey(), CborOut.bytes(vector.ip()),
                    vector.port(), vector.uid(), vector.channel());
            Expect.equal(hex(vector.key()), hex(key));
        });
    }

    private Check addressString(VectorCase.AddressString vector) {
        return Check.of("3.3", vector.id() + " " + vector.text(),
                () -> Expect.equal(vector.text(), codec.addressText(CborOut.bytes(vector.ip()), vector.port())));
    }

    private Check messageEncode(MessageEncode vector) {
        return Check.of("4.1", vector.id() + " a message of " + vector.message().payload().remaining() + " bytes",
                () -> {
                    byte[] seen = Expect.present(codec.encodeMessage(vector.message()), "it is not encoded");
                    Expect.equal(vector.length(), seen.length, "bytes");
                    Expect.equal(CborOut.bytes(vector.head()), Arrays.copyOf(seen, vector.head().remaining()));
                    if (vector.sha256().isPresent()) {
                        Expect.equal(CborOut.bytes(vector.sha256().get()), sha256(seen));
                    }
                    Expect.equal(Optional.of(vector.message()), codec.decodeMessage(seen), "decoded again");
                });
    }

    private Check resyncEncode(VectorCase.ResyncEncode vector) {
        return Check.of("4.1", vector.id() + " a resync of " + vector.resync().items().size() + " items", () -> {
            List<byte[]> items = vector.resync().items().stream().map(CborOut::bytes).toList();
            Expect.equal(CborOut.bytes(vector.cbor()), codec.encodeResync(items));
            checkItems(vector.resync(), codec.decodeResync(CborOut.bytes(vector.cbor())));
        });
    }

    private Check messageDecode(MessageDecode vector) {
        return Check.of("4.2", vector.id() + " as a message: " + vector.note(),
                () -> Expect.equal(vector.message(), codec.decodeMessage(CborOut.bytes(vector.cbor()))));
    }

    private Check resyncDecode(VectorCase.ResyncDecode vector) {
        return Check.of("4.2", vector.id() + " as a resync: " + vector.note(), () -> {
            Optional<List<byte[]>> seen = codec.decodeResync(CborOut.bytes(vector.cbor()));
            if (vector.resync().isPresent()) {
                checkItems(vector.resync().get(), seen);
            } else {
                Expect.empty(seen, "it is taken for a resync");
            }
        });
    }

    private Check misspelled(String name, byte[] cbor) {
        return Check.of("4.2", "no message: " + name, () -> {
            Expect.empty(codec.decodeMessage(cbor), "it is taken for a message");
            Expect.equal(PayloadKind.UNDECODABLE, codec.payloadKind(cbor));
        });
    }

    /** Beside surrogates, overlong forms and the end of Unicode, where decoders that are strict may be too strict. */
    private void characters() {
        for (int point : new int[]{0, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xffff, 0x1_0000,
                0x3_ffff, 0x4_0000, 0xf_ffff, 0x10_0000, 0x10_ffff}) {
            Message message = Message.of("u" + Character.toString(point), Character.toString(point), "");
            Expect.equal(Optional.of(message), codec.decodeMessage(Spelling.canonical(message)),
                    "U+" + Integer.toHexString(point));
        }
    }

    private Check messageKind(MessageDecode vector) {
        PayloadKind kind = vector.message().isPresent() ? PayloadKind.MESSAGE : PayloadKind.UNDECODABLE;
        return Check.of("4.3", vector.id() + " in a first frame: " + vector.note(),
                () -> Expect.equal(kind, codec.payloadKind(CborOut.bytes(vector.cbor()))));
    }

    private Check resyncKind(VectorCase.ResyncDecode vector) {
        return Check.of("4.3", vector.id() + " in a first frame: " + vector.note(),
                () -> Expect.equal(vector.kind(), codec.payloadKind(CborOut.bytes(vector.cbor()))));
    }

    private static void checkItems(Resync due, Optional<List<byte[]>> seen) {
        List<byte[]> items = Expect.present(seen, "it is not taken for a resync");
        Expect.equal(due.items().size(), items.size(), "items");
        for (int i = 0; i < items.size(); i++) {
            Expect.equal(CborOut.bytes(due.items().get(i)), items.get(i));
        }
    }

    private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static String hex(long key) {
        return String.format("%016x", key);
    }
}
