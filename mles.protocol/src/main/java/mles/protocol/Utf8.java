package mles.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: nothing is replaced, ever. */
final class Utf8 {
    private Utf8() {
    }

    /** @throws ProtocolException {@code BAD_TEXT} when {@code text} holds half a surrogate pair */
    static byte[] encode(CharSequence text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).encode(CharBuffer.wrap(text));
            byte[] result = new byte[bytes.remaining()];
            bytes.get(result);
            return result;
        } catch (CharacterCodingException e) {
            throw new ProtocolException(Fault.BAD_TEXT, "a string with half a surrogate pair has no UTF-8 form");
        }
    }

    /** @throws ProtocolException {@code BAD_TEXT} when {@code bytes} are not UTF-8 */
    static String decode(ByteBuffer bytes) {
        check(bytes, bytes.position(), bytes.limit());
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /**
     * Like {@link #decode}, without making a string or anything else: unknown fields may hold millions of texts.
     *
     * @param at  where the text starts
     * @param end where it ends, exclusive
     */
    static void check(ByteBuffer in, int at, int end) {
        for (int next = at; next < end;) {
            int lead = in.get(next++) & 0xff;
            if (lead < 0x80) {
                continue;
            }
            int more = continuations(lead);
            if (more == 0 || more > end - next || !secondFits(lead, in.get(next) & 0xff)) {
                throw badText();
            }
            for (int last = next + more; next < last; next++) {
                if ((in.get(next) & 0xc0) != 0x80) {
                    throw badText();
                }
            }
        }
    }

    /** {@return how many bytes follow {@code lead}; 0 where it leads nothing: 80 to c1 and f5 to ff} */
    private static int continuations(int lead) {
        return lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    }

    /** Keeps out overlong forms, surrogates and what is above U+10FFFF. */
    private static boolean secondFits(int lead, int second) {
        return switch (lead) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
    }

    private static ProtocolException badText() {
        return new ProtocolException(Fault.BAD_TEXT, "a text that is not UTF-8");
    }
}
