package mles.websocket.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import mles.protocol.CloseReason;
import mles.protocol.Fault;
import mles.protocol.ProtocolException;
import mles.server.spi.Position;
import mles.testkit.Envelopes;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class EnvelopeReaderProperties {
    /** Items of every major type, nested and long ones among them. */
    private static final String[] ITEMS = {"00", "1bffffffffffffffff", "20", "40", "4101", "60", "61ff", "80", "820102",
            "a0", "a10102", "c001", "c2420102", "f4", "f6", "f7", "f8ff", "f97c00", "fa00000000", "fb0000000000000000",
            "c1c1c1c1c1c1c1c1c1c1c1c1c1c1c100", "81818181818181818181818181818180"};

    @Property
    void joins(@ForAll @LongRange(max = Envelope.LARGEST) long number, @ForAll @Size(max = 300) byte[] payload,
            @ForAll boolean quiet, @ForAll long epoch, @ForAll @LongRange(min = 0) long since, @ForAll long seed) {
        Random random = new Random(seed);
        Envelopes map = Envelopes.map().number("join", number).bytes("m", payload);
        boolean resumes = random.nextBoolean();
        if (resumes) {
            map.since(epoch, since);
        }
        if (quiet || random.nextBoolean()) {
            map.bool("quiet", quiet);
        }
        byte[] bytes = shuffled(map, random).encode();
        Envelope.Join join = (Envelope.Join) EnvelopeReader.read(ByteBuffer.wrap(bytes));
        assertEquals(number, join.membership());
        assertEquals(quiet, join.quiet());
        assertEquals(resumes ? new Position(epoch, since) : null, join.since());
        assertArrayEquals(payload, at(bytes, join.payload()));
    }

    @Property
    void publishes(@ForAll @LongRange(max = Envelope.LARGEST) long number, @ForAll @Size(max = 300) byte[] payload,
            @ForAll @LongRange(min = -1, max = Envelope.LARGEST) long answer, @ForAll long seed) {
        Envelopes map = Envelopes.map().number("publish", number).bytes("m", payload);
        if (answer >= 0) {
            map.number("answer", answer);
        }
        byte[] bytes = shuffled(map, new Random(seed)).encode();
        Envelope.Publish publish = (Envelope.Publish) EnvelopeReader.read(ByteBuffer.wrap(bytes));
        assertEquals(number, publish.membership());
        assertEquals(answer, publish.answer());
        assertArrayEquals(payload, at(bytes, publish.payload()));
    }

    @Property
    void leaves(@ForAll @LongRange(max = Envelope.LARGEST) long number, @ForAll long seed) {
        byte[] bytes = shuffled(Envelopes.leave(number), new Random(seed)).encode();
        assertEquals(new Envelope.Leave(number), EnvelopeReader.read(ByteBuffer.wrap(bytes)));
    }

    /** Bytes at random, and good ones that were changed, cut or made longer. */
    @Property(tries = 20_000)
    void anythingIsReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        if (random.nextInt(8) > 0) {
            byte[] good = shuffled(Envelopes.join(random.nextInt(70_000), "ann", "lab", "text").bool("quiet", true)
                    .since(random.nextLong(), random.nextLong() >>> 1), random).encode();
            bytes = Arrays.copyOf(good, good.length + random.nextInt(3) - 1);
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
        }
        try {
            EnvelopeReader.read(ByteBuffer.wrap(bytes));
        } catch (ProtocolException e) {
            assertEquals(CloseReason.BAD_PAYLOAD, e.fault().closeReason());
        }
    }

    /** What begins behind the begin of a buffer is told by its index. */
    @Example
    void indexesAreThoseOfTheBuffer() {
        byte[] bytes = Envelopes.join(1, "ann", "lab", "").encode();
        ByteBuffer later = ByteBuffer.allocate(bytes.length + 5).put(5, bytes).position(5);
        Envelope.Join join = (Envelope.Join) EnvelopeReader.read(later);
        assertArrayEquals(Envelopes.payload("ann", "lab", ""), at(later.array(), join.payload()));
    }

    /** Numbers may be spelled longer than they have to be; the server does so itself. */
    @Example
    void longerHeadsAreRead() {
        assertEquals(new Envelope.Leave(7), read("a1", "656c65617665", "1b0000000000000007"));
    }

    @Example
    void faults() {
        assertFault(Fault.TRUNCATED, "");
        assertFault(Fault.WRONG_KIND, "80");
        assertFault(Fault.WRONG_KIND, "01");
        assertFault(Fault.BAD_ITEM, "bf656c6561766501ff"); // without a length
        assertFault(Fault.MISSING_FIELD, "a0");
        assertFault(Fault.MISSING_FIELD, "a1617801"); // nothing that is known
        assertFault(Fault.MISSING_FIELD, "a1646a6f696e01"); // a join without a payload
        assertFault(Fault.TRAILING_BYTES, "a1656c656176650100");
        assertFault(Fault.TRUNCATED, "a1656c65617665");
        assertFault(Fault.TRUNCATED, "bb7fffffffffffffff656c6561766501");
        assertFault(Fault.TRUNCATED, "bbffffffffffffffff656c6561766501");
        assertFault(Fault.TRUNCATED, "a1656c6561766501".replace("a1", "a2"));
        assertFault(Fault.WRONG_KIND, "a10001"); // a key that is no text
        assertFault(Fault.WRONG_KIND, "a145" + "6c6561766501"); // nor a byte string
        assertFault(Fault.REPEATED_FIELD, "a2656c6561766501656c6561766501");
        assertFault(Fault.WRONG_KIND, "a2656c6561766501677075626c69736801"); // two in one
        assertFault(Fault.WRONG_KIND, "a2656c65617665016571756965" + "74f5");
        assertFault(Fault.WRONG_KIND, "a1656c656176651b0000000100000000");
        assertFault(Fault.WRONG_KIND, "a1656c656176651bffffffffffffffff");
        assertFault(Fault.WRONG_KIND, "a1656c6561766520");
        assertFault(Fault.TRUNCATED, "a2" + "646a6f696e01" + "616d" + "5bffffffffffffffff");
        assertFault(Fault.TRUNCATED, "a2" + "646a6f696e01" + "616d" + "4200");
        assertFault(Fault.WRONG_KIND, "a2" + "646a6f696e01" + "616d" + "6100");
        assertFault(Fault.BAD_ITEM, "a1617881ff");
        assertFault(Fault.BAD_ITEM, "a16178f810");
        assertFault(Fault.TOO_DEEP, "a16178" + "81".repeat(CborInput.MOST_LEVELS + 1) + "80");
        assertFault(Fault.TRUNCATED, "a16178" + "9b7fffffffffffffff");
        assertFault(Fault.TRUNCATED, "a16178" + "bb7fffffffffffffff");
    }

    private static void assertFault(Fault fault, String hex) {
        assertEquals(fault, assertThrows(ProtocolException.class, () -> read(hex), hex).fault(), hex);
    }

    private static Envelope read(String... hex) {
        return EnvelopeReader.read(ByteBuffer.wrap(HexFormat.of().parseHex(String.join("", hex))));
    }

    private static Envelopes shuffled(Envelopes map, Random random) {
        for (int i = random.nextInt(3); i > 0; i--) {
            map.item("unknown" + random.nextInt(2), HexFormat.of().parseHex(ITEMS[random.nextInt(ITEMS.length)]));
        }
        return map.shuffle(random);
    }

    private static byte[] at(byte[] bytes, Envelope.Payload payload) {
        return Arrays.copyOfRange(bytes, payload.at(), payload.at() + payload.bytes());
    }
}
