package mles.testkit.jqwik;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mles.protocol.AddressText;
import mles.protocol.ConnectionKey;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.testkit.Check;
import mles.testkit.Codec;
import mles.testkit.CodecChecks;
import mles.testkit.PayloadKind;
import mles.testkit.Spelling;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * A codec is as SPEC says: subclass it in your tests, and say what your codec is. Golden vectors are dynamic tests of
 * Jupiter; values, spellings and cuts of all kinds are properties of jqwik.
 */
@Domain(MlesDomain.class)
@Domain(DomainContext.Global.class)
@SuppressWarnings("exports")
public abstract class CodecConformance {
    /** Creates a suite. */
    protected CodecConformance() {
    }

    /** {@return the codec to be tested} */
    protected abstract Codec codec();

    /** {@return whether a check applies; override it for a codec that does less, and say why} */
    protected boolean applies(Check check) {
        return true;
    }

    /** {@return every check of {@link CodecChecks}, by section} */
    @TestFactory
    public Stream<DynamicNode> checks() {
        return Checks.tests(CodecChecks.of(codec()).stream().filter(this::applies).toList());
    }

    /** SPEC 4.1: one encoding may be produced, and it comes back as what it was. */
    @Property
    public void messageRoundTrip(@ForAll Message message) {
        byte[] encoded = codec().encodeMessage(message).orElseThrow();
        assertArrayEquals(Spelling.canonical(message), encoded);
        assertEquals(Optional.of(message), codec().decodeMessage(encoded));
        assertEquals(PayloadKind.MESSAGE, codec().payloadKind(encoded));
    }

    /** SPEC 4.1: one encoding may be produced, and it comes back as what it was. */
    @Property
    public void resyncRoundTrip(@ForAll Resync resync) {
        byte[] encoded = codec().encodeResync(bytes(resync));
        assertArrayEquals(Spelling.canonical(resync), encoded);
        assertIsResync(resync, encoded);
    }

    /** SPEC 4.2: every accepted spelling gives the value. */
    @Property
    public void anySpellingOfAMessage(@ForAll Spelled<Message> spelled) {
        assertEquals(Optional.of(spelled.value()), codec().decodeMessage(spelled.bytes()));
        assertEquals(PayloadKind.MESSAGE, codec().payloadKind(spelled.bytes()));
    }

    /** SPEC 4.2: every accepted spelling gives the value. */
    @Property
    public void anySpellingOfAResync(@ForAll Spelled<Resync> spelled) {
        assertIsResync(spelled.value(), spelled.bytes());
    }

    /** SPEC 4.2: nothing else is accepted. */
    @Property
    public void nothingElseIsAMessage(@ForAll Rejected rejected) {
        assertEquals(Optional.empty(), codec().decodeMessage(rejected.bytes()), () -> rejected.mistake().toString());
        assertEquals(PayloadKind.UNDECODABLE, codec().payloadKind(rejected.bytes()));
    }

    /** SPEC 2: a stream gives the same frames however it is cut. */
    @Property
    public void anyCutGivesTheSameFrames(@ForAll CutStream stream) {
        List<Frame> seen = new ArrayList<>();
        Codec.Cutter cutter = codec().cutter();
        for (byte[] piece : stream.pieces()) {
            assertTrue(cutter.feed(piece, frame -> seen.add(Frame.copyOf(ByteBuffer.wrap(frame)))));
        }
        assertEquals(stream.frames(), seen);
    }

    /** SPEC 3.1: the hash over any strings. */
    @Property
    public void keyOfAnyStrings(@ForAll("strings") List<String> strings) {
        assertEquals(ConnectionKey.of(strings.toArray(String[]::new)), codec().key(strings));
    }

    /** SPEC 3.3: the text of any address. */
    @Property
    public void textOfAnyAddress(@ForAll boolean six, @ForAll @Size(16) byte[] ip,
            @ForAll @IntRange(max = 0xffff) int port) {
        byte[] address = six ? ip : Arrays.copyOf(ip, 4);
        assertEquals(AddressText.of(address, port), codec().addressText(address, port));
    }

    /** {@return strings of a connection} */
    @Provide
    public Arbitrary<List<String>> strings() {
        return MlesArbitraries.uids().list().ofMaxSize(4);
    }

    private void assertIsResync(Resync resync, byte[] cbor) {
        List<byte[]> items = codec().decodeResync(cbor).orElseThrow();
        assertEquals(resync.items(), items.stream().map(ByteBuffer::wrap).toList());
        assertEquals(items.isEmpty() ? PayloadKind.UNDECODABLE : PayloadKind.RESYNC, codec().payloadKind(cbor));
    }

    private static List<byte[]> bytes(Resync resync) {
        return resync.items().stream().map(Rejected::copy).toList();
    }
}
