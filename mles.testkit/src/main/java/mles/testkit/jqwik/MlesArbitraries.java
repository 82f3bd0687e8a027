package mles.testkit.jqwik;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.testkit.MemberScript;
import mles.testkit.Misspelling;
import mles.testkit.Spelling;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Values of the protocol for properties; {@link MlesDomain} gives them to parameters by their type. */
@SuppressWarnings("exports")
public final class MlesArbitraries {
    /** Around the sizes where the head of a CBOR string grows. */
    private static final List<Integer> EDGES = List.of(0, 1, 22, 23, 24, 25, 254, 255, 256, 257, 65534, 65535, 65536);
    private static final int SMALL = 64;

    private MlesArbitraries() {
    }

    /** {@return names of members: any Unicode text, also empty, and now and then a long one} */
    public static Arbitrary<String> uids() {
        return names();
    }

    /** {@return names of channels: any Unicode text, also empty, and now and then a long one} */
    public static Arbitrary<String> channels() {
        return names();
    }

    /** {@return contents of messages, mostly small, also empty, and of the sizes where a head grows} */
    public static Arbitrary<byte[]> payloads() {
        return sizes().flatMap(size -> random(random -> {
            byte[] payload = new byte[size];
            random.nextBytes(payload);
            return payload;
        }));
    }

    /** {@return messages} */
    public static Arbitrary<Message> messages() {
        return Combinators.combine(uids(), channels(), payloads()).as(Message::of);
    }

    /** {@return frames, with any header that is allowed, of messages or of anything else} */
    public static Arbitrary<Frame> frames() {
        Arbitrary<ByteBuffer> contents = Arbitraries.oneOf(messages().map(Message::encode),
                payloads().filter(payload -> payload.length > 0).map(ByteBuffer::wrap));
        return Combinators.combine(Arbitraries.integers(), Arbitraries.longs(), contents)
                .as((cid, key, payload) -> Frame.of(new ConnectionId(cid), key, payload));
    }

    /** {@return resyncs of up to six frames} */
    public static Arbitrary<Resync> resyncs() {
        return frames().list().ofMaxSize(6).map(Resync::of);
    }

    /** {@return messages, each in one of the encodings that must be read (SPEC 4.2)} */
    public static Arbitrary<Spelled<Message>> spelledMessages() {
        return messages().flatMap(
                message -> random(random -> new Spelled<>(message, ByteBuffer.wrap(Spelling.any(message, random)))));
    }

    /** {@return resyncs, each in one of the encodings that must be read (SPEC 4.2)} */
    public static Arbitrary<Spelled<Resync>> spelledResyncs() {
        return resyncs().flatMap(
                resync -> random(random -> new Spelled<>(resync, ByteBuffer.wrap(Spelling.any(resync, random)))));
    }

    /** {@return payloads that are no message (SPEC 4.2)} */
    public static Arbitrary<Rejected> rejectedPayloads() {
        return Combinators.combine(messages(), Arbitraries.of(Misspelling.class))
                .flatAs((message, mistake) -> random(
                        random -> new Rejected(mistake, ByteBuffer.wrap(mistake.of(message, random)))));
    }

    /** {@return {@code stream} in pieces, cut anywhere; some are empty} */
    public static Arbitrary<List<byte[]>> pieces(byte[] stream) {
        return Arbitraries.of(2, 20, 2000, Math.max(1, stream.length)).flatMap(most -> random(random -> {
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < stream.length;) {
                int size = Math.min(stream.length - at, random.nextInt(most + 1));
                pieces.add(Arrays.copyOfRange(stream, at, at + size));
                at += size;
            }
            return pieces;
        }));
    }

    /** {@return up to six frames as a stream, cut anywhere} */
    public static Arbitrary<CutStream> cutStreams() {
        return frames().list().ofMaxSize(6).flatMap(frames -> {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            frames.forEach(frame -> stream.writeBytes(Rejected.copy(frame.bytes())));
            return pieces(stream.toByteArray()).map(pieces -> new CutStream(frames, pieces));
        });
    }

    /** {@return scripts of up to 40 steps of up to four members} */
    public static Arbitrary<MemberScript> memberScripts() {
        Arbitrary<Integer> members = Arbitraries.integers().between(0, 3);
        Arbitrary<Integer> messages = Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.integers().between(0, 100)),
                Tuple.of(1, Arbitraries.integers().between(0, 70_000)));
        Arbitrary<MemberScript.Step> steps = Arbitraries.frequencyOf(Tuple.of(3, members.map(MemberScript.Join::new)),
                Tuple.of(4, Combinators.combine(members, messages).as(MemberScript.Publish::new)),
                Tuple.of(1, members.map(MemberScript.Stall::new)), Tuple.of(1, members.map(MemberScript.Leave::new)));
        return steps.list().ofMaxSize(40).map(MemberScript::new);
    }

    private static Arbitrary<String> names() {
        Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(12).filter(MlesArbitraries::isText);
        return Arbitraries.frequencyOf(Tuple.of(8, any),
                Tuple.of(1, sizes().map("n"::repeat)));
    }

    private static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private static Arbitrary<Integer> sizes() {
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.integers().between(0, SMALL)),
                Tuple.of(1, Arbitraries.of(EDGES)));
    }

    private static <T> Arbitrary<T> random(Function<Random, T> maker) {
        return Arbitraries.randomValue(maker);
    }
}
