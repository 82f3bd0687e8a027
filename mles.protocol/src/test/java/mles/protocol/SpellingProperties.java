package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Every accepted spelling gives the value (SPEC 4.2), however slowly it comes in, and nothing less than all of it does. */
class SpellingProperties {

    @Property(tries = 5000)
    void anySpellingOfAMessage(@ForAll long seed) {
        Samples samples = new Samples(seed);
        Message message = samples.message();
        ByteBuffer cbor = ByteBuffer.wrap(Speller.spell(message, samples.random()));
        assertEquals(message, Message.decode(cbor));
        assertEquals(message, Message.decode(direct(cbor)));
        assertEquals(message, FirstPayload.decode(cbor));
    }

    @Property(tries = 3000)
    void anySpellingOfAResync(@ForAll long seed) {
        Samples samples = new Samples(seed);
        Resync resync = new Resync(samples.items());
        ByteBuffer cbor = ByteBuffer.wrap(Speller.spell(resync, samples.random()));
        assertEquals(resync, Resync.decode(cbor));
        assertEquals(resync, Resync.decode(direct(cbor)));
        boolean allFrames = resync.items().stream().allMatch(Frame::isFrame);
        if (resync.items().isEmpty()) {
            assertThrows(ProtocolException.class, () -> FirstPayload.decode(cbor));
        } else if (allFrames) {
            assertEquals(resync, FirstPayload.decode(cbor));
        } else {
            assertEquals(Fault.BAD_RESYNC_ITEM,
                    assertThrows(ProtocolException.class, () -> FirstPayload.decode(cbor)).fault());
        }
    }

    @Property(tries = 2000)
    void aCutSpellingIsTruncated(@ForAll long seed) {
        Samples samples = new Samples(seed);
        byte[] cbor = Speller.spell(samples.message(), samples.random());
        ByteBuffer cut = ByteBuffer.wrap(cbor, 0, samples.random().nextInt(cbor.length));
        assertEquals(Fault.TRUNCATED, assertThrows(ProtocolException.class, () -> Message.decode(cut)).fault());
    }

    @Property(tries = 1000)
    void aSpellingWithMoreBehindItHasTrailingBytes(@ForAll long seed) {
        Samples samples = new Samples(seed);
        byte[] cbor = Speller.spell(samples.message(), samples.random());
        ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(cbor, cbor.length + 1 + samples.random().nextInt(9)));
        assertEquals(Fault.TRAILING_BYTES, assertThrows(ProtocolException.class, () -> Message.decode(longer)).fault());
    }

    @Property(tries = 3000)
    void aMessageThatArrivesSlowlyGetsTheSameVerdict(@ForAll long seed) {
        Samples samples = new Samples(seed);
        byte[] spelled = Speller.spell(samples.message(), samples.random());
        byte[] cbor = samples.random().nextBoolean() ? spelled : samples.mutated(spelled);
        Verdict slow = Verdict.of(() -> {
            MessageBuilder builder = new MessageBuilder(cbor.length);
            feed(builder.scanner(), cbor, samples.random());
            return builder.build();
        });
        assertEquals(Verdict.of(() -> Message.decode(ByteBuffer.wrap(cbor))), slow);
    }

    @Property(tries = 3000)
    void aResyncThatArrivesSlowlyGetsTheSameVerdict(@ForAll long seed) {
        Samples samples = new Samples(seed);
        byte[] spelled = Speller.spell(new Resync(samples.items()), samples.random());
        byte[] cbor = samples.random().nextBoolean() ? spelled : samples.mutated(spelled);
        Verdict slow = Verdict.of(() -> {
            ResyncBuilder builder = ResyncBuilder.strict(cbor.length);
            feed(builder.scanner(), cbor, samples.random());
            return builder.build(ByteBuffer.wrap(cbor));
        });
        assertEquals(Verdict.of(() -> Resync.decode(ByteBuffer.wrap(cbor))), slow);
    }

    @Property(tries = 3000)
    void aPrefixTellsTheNamesOfTheMessage(@ForAll long seed) {
        Samples samples = new Samples(seed);
        Message message = samples.message();
        byte[] cbor = Speller.spell(message, samples.random());
        MessagePrefix prefix = new MessagePrefix(cbor.length);
        boolean known = false;
        for (int there = 0; there < cbor.length; there += 1 + samples.random().nextInt(Math.max(1, cbor.length / 7))) {
            boolean now = prefix.advance(ByteBuffer.wrap(cbor, 0, there));
            assertTrue(now || !known, "what was known stays known");
            assertEquals(now, prefix.uid() != null && prefix.channel() != null);
            known = now;
        }
        assertTrue(prefix.advance(ByteBuffer.wrap(cbor)));
        assertEquals(message.uid(), prefix.uid());
        assertEquals(message.channel(), prefix.channel());
    }

    @Property(tries = 2000)
    void aPrefixOfAnythingAgreesWithTheWholeOfIt(@ForAll long seed) {
        Samples samples = new Samples(seed);
        byte[] cbor = samples.mutated(Speller.spell(samples.message(), samples.random()));
        MessagePrefix whole = new MessagePrefix(cbor.length);
        boolean known = whole.advance(ByteBuffer.wrap(cbor));
        MessagePrefix slow = new MessagePrefix(cbor.length);
        for (int there = 0; there < cbor.length; there += 1 + samples.random().nextInt(Math.max(1, cbor.length / 7))) {
            slow.advance(ByteBuffer.wrap(cbor, 0, there));
        }
        assertEquals(known, slow.advance(ByteBuffer.wrap(cbor)));
        assertEquals(whole.uid(), slow.uid());
        assertEquals(whole.channel(), slow.channel());
    }

    /** A value, or else the fault. */
    private record Verdict(@Nullable Object value, @Nullable Fault fault) {
        static Verdict of(Supplier<Object> decoder) {
            try {
                return new Verdict(decoder.get(), null);
            } catch (ProtocolException e) {
                return new Verdict(null, e.fault());
            }
        }
    }

    private static void feed(CborScanner scanner, byte[] cbor, Random random) {
        for (int there = 0; there < cbor.length; there += 1 + random.nextInt(Math.max(1, cbor.length / 7))) {
            assertFalse(scanner.advance(ByteBuffer.wrap(cbor, 0, there)), "not all bytes are there");
        }
        scanner.finish(ByteBuffer.wrap(cbor));
    }

    private static ByteBuffer direct(ByteBuffer bytes) {
        return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate()).flip().asReadOnlyBuffer();
    }
}
