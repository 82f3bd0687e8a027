package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Our strictness is that of the JDK's own decoder when it reports. */
class Utf8Properties {

    @Property(tries = 5000)
    void mutatedText(@ForAll long seed) {
        Samples samples = new Samples(seed);
        byte[] text = samples.name().getBytes(StandardCharsets.UTF_8);
        assertSameVerdict(samples.random().nextBoolean() ? text : samples.mutated(text));
    }

    /** Every lead with seconds, thirds, fourths and ends around the limits. */
    @Example
    void everyLead() {
        byte[] seconds = HexFormat.of().parseHex("00787f808f909fa0bfc0ff");
        byte[] ends = HexFormat.of().parseHex("787f80bfc0");
        for (int lead = 0; lead <= 0xff; lead++) {
            for (byte second : seconds) {
                assertSameVerdict(new byte[]{(byte) lead, second});
                for (byte third : ends) {
                    assertSameVerdict(new byte[]{(byte) lead, second, third});
                    for (byte fourth : ends) {
                        assertSameVerdict(new byte[]{(byte) lead, second, third, fourth});
                    }
                }
            }
        }
    }

    @Example
    void halfASurrogatePairHasNoBytes() {
        for (String text : new String[]{"\ud83d", "a\ude00b", "\ude00\ud83d"}) {
            assertEquals(Fault.BAD_TEXT, assertThrows(ProtocolException.class, () -> Utf8.encode(text)).fault());
            assertThrows(ProtocolException.class, () -> ConnectionKey.of(text));
            assertThrows(ProtocolException.class, () -> Credentials.of(text, null));
            assertThrows(ProtocolException.class, () -> Message.of(text, "c", new byte[0]).encode());
            assertThrows(ProtocolException.class, () -> Message.of("u", text, new byte[0]).encode());
            assertThrows(ProtocolException.class, () -> Message.of("u", "c", text));
        }
    }

    private static void assertSameVerdict(byte[] text) {
        assertEquals(byJdk(text), byUs(text), () -> Arrays.toString(text));
    }

    private static @Nullable String byJdk(byte[] text) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable String byUs(byte[] text) {
        try {
            return Utf8.decode(ByteBuffer.wrap(text));
        } catch (ProtocolException e) {
            return null;
        }
    }
}
