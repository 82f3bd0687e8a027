package mles.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import mles.protocol.ConnectionKey;
import mles.protocol.Fault;
import mles.protocol.FirstPayload;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;
import org.junit.jupiter.api.Test;

/**
 * Our codec on hostile inputs: it accepts, or names a fault, and what it accepts it can write again. {@code -Dmles.fuzz=N}
 * tries that many, from number {@code -Dmles.fuzz.first} on; {@code -Dmles.fuzz.keep=true} keeps what was met.
 */
class DamageTest {
    private static final Path KEPT = Path.of("src", "test", "resources", "mles", "testkit");
    private static final long FIRST = Long.getLong("mles.fuzz.first", 1);
    private static final long COUNT = Long.getLong("mles.fuzz", 50_000);
    private static final Damage DAMAGE = Damage.of("secret");

    @Test
    void payloads() throws IOException {
        run("payloads.txt", DAMAGE::payload, DamageTest::payload);
    }

    @Test
    void frames() throws IOException {
        run("frames.txt", DAMAGE::frames, DamageTest::frames);
    }

    @Test
    void theSameNumberGivesTheSameBytes() {
        for (long number = 0; number < 1000; number++) {
            assertEquals(ByteBuffer.wrap(DAMAGE.frames(number)), ByteBuffer.wrap(Damage.of("secret").frames(number)));
        }
    }

    @Test
    void muchIsGoodUnderTheRightKey() {
        int good = 0;
        for (long number = 0; number < 1000; number++) {
            good += isGoodFirst(DAMAGE.frames(number)) ? 1 : 0;
        }
        assertTrue(good > 150 && good < 800, good + " of 1000 may come in");
    }

    private static void run(String name, LongFunction<byte[]> inputs, Function<byte[], String> subject)
            throws IOException {
        Corpus corpus = Corpus.read(Objects.requireNonNull(DamageTest.class.getResourceAsStream(name)));
        corpus.replay(subject);
        corpus.explore(FIRST, COUNT, inputs, subject);
        if (Boolean.getBoolean("mles.fuzz.keep")) {
            Files.writeString(KEPT.resolve(name), corpus.text());
        }
    }

    /** {@return the verdicts as a message, as a resync, and as a first payload} */
    private static String payload(byte[] bytes) {
        ByteBuffer cbor = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        String message = verdict(() -> {
            Message value = Message.decode(cbor);
            assertEquals(value, Message.decode(value.encode()));
            FirstScan prefix = FirstScan.of(cbor, Header.MAX_PAYLOAD);
            assertEquals(value.uid(), prefix.uid());
            assertEquals(value.channel(), prefix.channel());
            return "MESSAGE";
        });
        String resync = verdict(() -> {
            Resync value = Resync.decode(cbor);
            assertEquals(value, Resync.decode(value.encode()));
            return value.items().isEmpty() ? "NOTHING" : verdict(() -> {
                value.frames();
                return "RESYNC";
            });
        });
        String first = verdict(() -> FirstPayload.decode(cbor) instanceof Resync ? "RESYNC" : "MESSAGE");
        boolean isResync = resync.equals("RESYNC") || resync.equals("BAD_RESYNC_ITEM");
        assertEquals(isResync ? resync : message, first, "SPEC 4.3");
        assertEquals(bytes.length, cbor.remaining(), "bytes left by the decoders");
        return message + "/" + resync;
    }

    /** {@return how many frames came out, up to two, and what ended them} */
    private static String frames(byte[] stream) {
        FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
        CborOut out = new CborOut();
        int[] frames = {0};
        String end = verdict(() -> {
            Random random = new Random(stream.length);
            for (int at = 0; at < stream.length;) {
                int size = Math.min(stream.length - at, random.nextInt(stream.length + 1));
                reader.read(ByteBuffer.wrap(stream, at, size).slice(), frame -> {
                    assertEquals(frame, Frame.copyOf(frame.bytes()));
                    out.raw(CborOut.bytes(frame.bytes()));
                    frames[0]++;
                });
                at += size;
            }
            return reader.held() == 0 ? "END" : "HALF";
        });
        byte[] whole = out.toByteArray();
        assertEquals(ByteBuffer.wrap(stream, 0, whole.length), ByteBuffer.wrap(whole), "the frames are not what came");
        int left = stream.length - whole.length;
        if (end.equals("HALF")) {
            assertEquals(left, reader.held(), "bytes held");
        } else if (end.equals("END")) {
            assertEquals(0, left, "bytes that vanished");
        } else {
            assertEquals(fault(stream, whole.length), Fault.valueOf(end));
        }
        return Math.min(2, frames[0]) + "/" + end;
    }

    /** {@return what is wrong with the frame that begins there, by SPEC 2} */
    private static Fault fault(byte[] stream, int at) {
        return stream[at] == Header.TYPE ? Fault.EMPTY_PAYLOAD : Fault.BAD_TYPE;
    }

    private static boolean isGoodFirst(byte[] stream) {
        List<Frame> frames = new ArrayList<>();
        String verdict = verdict(() -> {
            new FrameReader(Header.MAX_PAYLOAD).read(ByteBuffer.wrap(stream), frames::add);
            return "";
        });
        return !frames.isEmpty() && verdict(() -> {
            Frame first = frames.getFirst();
            Message message = Message.decode(first.payload());
            return first.key() == ConnectionKey.of("secret", message.uid(), message.channel()) ? "good" : verdict;
        }).equals("good");
    }

    /** The one exception that bytes may raise has a name. */
    private static String verdict(Supplier<String> question) {
        try {
            return question.get();
        } catch (ProtocolException e) {
            return e.fault().name();
        }
    }
}
