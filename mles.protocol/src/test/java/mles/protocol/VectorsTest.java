package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every golden vector (SPEC 10), one test each. */
class VectorsTest {
    private static final Vectors VECTORS = Vectors.load();
    private static final Map<String, @Nullable Object> RAN = new LinkedHashMap<>();

    private interface Check {
        void run(Vectors.Case example) throws Exception;
    }

    @TestFactory
    Stream<DynamicContainer> vectors() {
        return Stream.of(section("key_hash", VectorsTest::keyHash),
                section("address_string", VectorsTest::addressString),
                section("connection_key", VectorsTest::connectionKey), section("header", VectorsTest::header),
                section("header_reject", VectorsTest::headerReject), section("msg_encode", VectorsTest::msgEncode),
                section("frame", VectorsTest::frame), section("resync_encode", VectorsTest::resyncEncode),
                section("msg_decode", VectorsTest::msgDecode), section("resync_decode", VectorsTest::resyncDecode),
                section("first_frame", VectorsTest::firstFrame));
    }

    @AfterAll
    static void allRan() {
        int sum = RAN.values().stream().mapToInt(ran -> ran instanceof Integer count ? count : 0).sum();
        System.out.println("Golden vectors run: " + sum + " " + RAN);
        assertEquals(VECTORS.counts(), RAN);
        assertEquals(VECTORS.total(), sum);
        assertEquals(326, sum);
    }

    private static DynamicContainer section(String name, Check check) {
        return DynamicContainer.dynamicContainer(name,
                VECTORS.section(name).stream().map(example -> DynamicTest.dynamicTest(example.id(), () -> {
                    RAN.merge(name, 1, (ran, one) -> (Integer) ran + (Integer) one);
                    check.run(example);
                })));
    }

    private static void keyHash(Vectors.Case example) {
        long key = ConnectionKey.of(example.texts("strings").toArray(String[]::new));
        assertEquals(example.key(), key);
        assertEquals(example.text("cid"), ConnectionId.of(key).toString());
        if (example.has("hashed_bytes")) {
            SipHash hash = new SipHash();
            hash.update(example.hex("hashed_bytes"));
            assertEquals(key, hash.finish());
        }
    }

    private static void addressString(Vectors.Case example) {
        assertEquals(example.text("text"), AddressText.of(example.hex("ip_hex"), example.number("port")));
    }

    private static void connectionKey(Vectors.Case example) throws UnknownHostException {
        Credentials credentials = Credentials.of(example.textOrNull("shared_key"), example.textOrNull("address_key"));
        byte[] ip = example.hex("peer_ip_hex");
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getByAddress(ip), example.number("peer_port"));
        String uid = example.text("uid");
        String channel = example.text("channel");
        boolean javaHidesIt = ip.length == 16 && AddressText.hasTwoForms(peer);
        long key = javaHidesIt
                ? credentials.mappedKey(peer, uid, channel)
                : credentials.key(peer, uid, channel);
        assertEquals(example.key(), key);
        assertEquals(example.text("cid"), ConnectionId.of(key).toString());
        assertEquals(key, ConnectionKey.of(example.texts("strings").toArray(String[]::new)));
        assertTrue(credentials.matches(key, peer, uid, channel));
        assertFalse(credentials.matches(key ^ 1, peer, uid, channel));
    }

    private static void header(Vectors.Case example) {
        Header header = new Header(example.number("length"), ConnectionId.parse(example.text("cid")), example.key());
        ByteBuffer out = ByteBuffer.allocate(Header.SIZE);
        header.write(out);
        assertArrayEquals(example.hex("hex"), out.array());
        assertEquals(header, Header.read(out, 0));
    }

    private static void headerReject(Vectors.Case example) {
        ByteBuffer in = ByteBuffer.wrap(example.hex("hex"));
        assertThrows(ProtocolException.class, () -> Header.read(in, 0));
    }

    private static void msgEncode(Vectors.Case example) throws NoSuchAlgorithmException {
        Message message = Message.of(uid(example), example.text("channel"), payload(example));
        byte[] encoded = bytes(message.encode());
        assertEquals(example.number("cbor_length"), encoded.length);
        if (example.has("cbor_hex")) {
            assertEquals(example.text("cbor_hex"), hex(encoded));
        } else {
            assertEquals(example.text("cbor_head_hex"), hex(encoded).substring(0, 128));
            assertEquals(example.text("cbor_sha256"), hex(MessageDigest.getInstance("SHA-256").digest(encoded)));
        }
        assertEquals(message, Message.decode(ByteBuffer.wrap(encoded)));
    }

    private static void frame(Vectors.Case example) {
        long key = ConnectionKey.of(example.texts("strings").toArray(String[]::new));
        Message message = Message.of(example.text("uid"), example.text("channel"), example.hex("message_hex"));
        Frame frame = Frame.of(ConnectionId.of(key), key, message);
        assertEquals(example.text("frame_hex"), hex(bytes(frame.bytes())));
        assertEquals(frame, Frame.copyOf(ByteBuffer.wrap(example.hex("frame_hex"))));
    }

    private static void resyncEncode(Vectors.Case example) {
        List<ByteBuffer> items = example.texts("items_hex").stream()
                .map(item -> ByteBuffer.wrap(HexFormat.of().parseHex(item))).toList();
        ByteBuffer encoded = new Resync(items).encode();
        assertEquals(example.text("cbor_hex"), hex(bytes(encoded)));
        assertEquals(items, Resync.decode(encoded).items());
    }

    private static void msgDecode(Vectors.Case example) {
        ByteBuffer in = ByteBuffer.wrap(example.hex("hex"));
        if (example.flag("accepted")) {
            Message message = Message.decode(in);
            assertEquals(example.text("uid"), message.uid());
            assertEquals(example.text("channel"), message.channel());
            assertEquals(example.text("message_hex"), hex(bytes(message.payload())));
        } else {
            assertThrows(ProtocolException.class, () -> Message.decode(in));
        }
    }

    private static void resyncDecode(Vectors.Case example) {
        ByteBuffer in = ByteBuffer.wrap(example.hex("hex"));
        if (example.flag("accepted")) {
            List<String> items = Resync.decode(in).items().stream().map(item -> hex(bytes(item))).toList();
            assertEquals(example.texts("items_hex"), items);
        } else {
            assertThrows(ProtocolException.class, () -> Resync.decode(in));
        }
        assertEquals(example.text("first_payload_kind"), kind(in));
    }

    /** A resync with a bad item is a resync still: that the item is refused is another rule (SPEC 5.5). */
    private static String kind(ByteBuffer in) {
        try {
            return FirstPayload.decode(in) instanceof Resync ? "resync" : "message";
        } catch (ProtocolException e) {
            return e.fault() == Fault.BAD_RESYNC_ITEM ? "resync" : "undecodable";
        }
    }

    private static void firstFrame(Vectors.Case example) {
        Credentials credentials = Credentials.of(example.text("shared_key"), null);
        Frame frame = Frame.copyOf(ByteBuffer.wrap(example.hex("frame_hex")));
        Optional<TestGate.Joined> joined;
        try {
            joined = TestGate.admit(credentials, frame);
        } catch (ProtocolException e) {
            joined = Optional.empty();
        }
        if (example.text("required").equals("accept")) {
            int items = example.has("items") ? example.number("items") : 1;
            assertEquals(Optional.of(new TestGate.Joined(ConnectionId.parse(example.text("cid")), example.text("uid"),
                    example.text("channel"), items)), joined);
        } else {
            assertEquals(Optional.empty(), joined);
        }
    }

    private static String uid(Vectors.Case example) {
        if (!example.has("uid_repeat")) {
            return example.text("uid");
        }
        Vectors.Case repeat = new Vectors.Case(example.object("uid_repeat"));
        return repeat.text("text").repeat(repeat.number("count"));
    }

    private static byte[] payload(Vectors.Case example) {
        if (!example.has("message_pattern")) {
            return example.hex("message_hex");
        }
        Vectors.Case pattern = new Vectors.Case(example.object("message_pattern"));
        byte[] payload = new byte[pattern.number("length")];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (pattern.number("mul") * i + pattern.number("add"));
        }
        return payload;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
