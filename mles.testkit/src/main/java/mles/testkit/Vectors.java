package mles.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.testkit.VectorCase.AddressString;
import mles.testkit.VectorCase.Connection;
import mles.testkit.VectorCase.FirstFrame;
import mles.testkit.VectorCase.FrameBytes;
import mles.testkit.VectorCase.HeaderBytes;
import mles.testkit.VectorCase.HeaderReject;
import mles.testkit.VectorCase.Joined;
import mles.testkit.VectorCase.KeyHash;
import mles.testkit.VectorCase.MessageDecode;
import mles.testkit.VectorCase.MessageEncode;
import mles.testkit.VectorCase.Reference;
import mles.testkit.VectorCase.ResyncDecode;
import mles.testkit.VectorCase.ResyncEncode;

/**
 * The golden vectors of SPEC 10, made with the libraries of the reference. The file lies beside this class as
 * {@code vectors.json}, for those who want it as it is. Immutable.
 */
public final class Vectors {
    /** The format that this class reads: a higher one may have fields whose meaning it does not know. */
    public static final int FORMAT = 1;

    private final Json root;

    private Vectors(Json root) {
        this.root = root;
    }

    /** {@return the vectors in this jar} */
    public static Vectors load() {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("vectors.json"))) {
            Json root = Json.read(in);
            if (root.number("format") != FORMAT) {
                throw new IllegalStateException(
                        "vectors of format " + root.number("format") + " where " + FORMAT + " is known");
            }
            return new Vectors(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the number of cases that the file states} */
    public int total() {
        return root.number("total");
    }

    /** {@return all of them, section after section} */
    public List<VectorCase> all() {
        return Stream
                .<List<? extends VectorCase>>of(keyHashes(), addressStrings(), connections(), headers(),
                        headerRejects(), messageEncodes(), frames(), resyncEncodes(), messageDecodes(),
                        resyncDecodes(), firstFrames())
                .<VectorCase>flatMap(List::stream).toList();
    }

    /** {@return the section {@code key_hash}} */
    public List<KeyHash> keyHashes() {
        return section("key_hash", json -> new KeyHash(id(json), json.texts("strings"), json.key()));
    }

    /** {@return the section {@code address_string}} */
    public List<AddressString> addressStrings() {
        return section("address_string",
                json -> new AddressString(id(json), json.hex("ip_hex"), json.number("port"), json.text("text")));
    }

    /** {@return the section {@code connection_key}} */
    public List<Connection> connections() {
        return section("connection_key",
                json -> new Connection(id(json), json.textOrNull("shared_key"), json.textOrNull("address_key"),
                        json.hex("peer_ip_hex"), json.number("peer_port"), json.text("uid"), json.text("channel"),
                        json.texts("strings"), json.key()));
    }

    /** {@return the section {@code header}} */
    public List<HeaderBytes> headers() {
        return section("header", json -> new HeaderBytes(id(json),
                new Header(json.number("length"), ConnectionId.parse(json.text("cid")), json.key()), json.hex("hex")));
    }

    /** {@return the section {@code header_reject}} */
    public List<HeaderReject> headerRejects() {
        return section("header_reject", json -> new HeaderReject(id(json), json.note(), json.hex("hex")));
    }

    /** {@return the section {@code msg_encode}} */
    public List<MessageEncode> messageEncodes() {
        return section("msg_encode", json -> {
            boolean whole = json.has("cbor_hex");
            return new MessageEncode(id(json), new Message(uid(json), json.text("channel"), payload(json)),
                    json.number("cbor_length"), json.hex(whole ? "cbor_hex" : "cbor_head_hex"),
                    whole ? Optional.empty() : Optional.of(json.hex("cbor_sha256")));
        });
    }

    /** {@return the section {@code frame}} */
    public List<FrameBytes> frames() {
        return section("frame", json -> new FrameBytes(id(json), json.texts("strings"), message(json),
                json.hex("frame_hex")));
    }

    /** {@return the section {@code resync_encode}} */
    public List<ResyncEncode> resyncEncodes() {
        return section("resync_encode", json -> new ResyncEncode(id(json), resync(json), json.hex("cbor_hex")));
    }

    /** {@return the section {@code msg_decode}} */
    public List<MessageDecode> messageDecodes() {
        return section("msg_decode", json -> new MessageDecode(id(json), json.note(), json.hex("hex"),
                json.flag("accepted") ? Optional.of(message(json)) : Optional.empty()));
    }

    /** {@return the section {@code resync_decode}} */
    public List<ResyncDecode> resyncDecodes() {
        return section("resync_decode", json -> new ResyncDecode(id(json), json.note(), json.hex("hex"),
                json.flag("accepted") ? Optional.of(resync(json)) : Optional.empty(),
                PayloadKind.valueOf(json.text("first_payload_kind").toUpperCase(Locale.ROOT))));
    }

    /** {@return the section {@code first_frame}} */
    public List<FirstFrame> firstFrames() {
        return section("first_frame", json -> new FirstFrame(id(json), json.note(), json.text("shared_key"),
                json.hex("frame_hex"), joined(json), reference(json.text("reference"))));
    }

    private <C> List<C> section(String name, Function<Json, C> reader) {
        List<C> cases = root.objects(name).stream().map(reader).toList();
        int announced = root.object("counts").number(name);
        if (cases.size() != announced) {
            throw new IllegalStateException(name + " has " + cases.size() + " vectors, announced are " + announced);
        }
        return cases;
    }

    private static String id(Json json) {
        return json.text("id");
    }

    private static Message message(Json json) {
        return new Message(json.text("uid"), json.text("channel"), json.hex("message_hex"));
    }

    private static Resync resync(Json json) {
        return new Resync(json.texts("items_hex").stream().map(Json::bytes).toList());
    }

    private static Optional<Joined> joined(Json json) {
        if (!json.text("required").equals("accept")) {
            return Optional.empty();
        }
        return Optional.of(new Joined(ConnectionId.parse(json.text("cid")), json.text("uid"), json.text("channel"),
                json.has("items") ? json.number("items") : 1));
    }

    private static Reference reference(String word) {
        return switch (word) {
            case "accept" -> Reference.ACCEPT;
            case "refuse" -> Reference.REFUSE;
            default -> Reference.STOP;
        };
    }

    private static String uid(Json json) {
        if (!json.has("uid_repeat")) {
            return json.text("uid");
        }
        Json repeat = json.object("uid_repeat");
        return repeat.text("text").repeat(repeat.number("count"));
    }

    private static ByteBuffer payload(Json json) {
        if (!json.has("message_pattern")) {
            return json.hex("message_hex");
        }
        Json pattern = json.object("message_pattern");
        byte[] payload = new byte[pattern.number("length")];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (pattern.number("mul") * i + pattern.number("add"));
        }
        return ByteBuffer.wrap(payload);
    }
}
