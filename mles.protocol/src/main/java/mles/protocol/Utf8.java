package mles.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
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
        try {
            return decoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw badText();
        }
    }

    /** Like {@link #decode}, without making a string. */
    static void check(ByteBuffer bytes) {
        CharsetDecoder decoder = decoder();
        CharBuffer dropped = CharBuffer.allocate(Math.min(512, bytes.remaining() + 1));
        CoderResult result;
        do {
            result = decoder.decode(bytes, dropped.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw badText();
        }
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static ProtocolException badText() {
        return new ProtocolException(Fault.BAD_TEXT, "a text that is not UTF-8");
    }
}
