package mles.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: nothing is replaced, ever. */
final class Utf8 {
    /** Between two characters. */
    static final int START = 0;
    /** Behind bytes that are not UTF-8, whatever follows. */
    private static final int BAD = -1;
    /** The state behind one of so many bytes that are due. */
    private static final int[] CONTINUATIONS = {BAD, START, due(1, 0x80, 0xbf), due(2, 0x80, 0xbf), due(3, 0x80, 0xbf)};

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
        if (advance(START, bytes, bytes.position(), bytes.limit()) != START) {
            throw badText();
        }
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /**
     * {@return the state behind the bytes of {@code in} from {@code at} to {@code end}} Text that comes in pieces is UTF-8
     * when it begins and ends with {@link #START}. Nothing is allocated.
     *
     * @param state that behind the piece before
     */
    static int advance(int state, ByteBuffer in, int at, int end) {
        int now = state;
        for (int i = at; i < end && now != BAD; i++) {
            int next = in.get(i) & 0xff;
            if (now != START) {
                now = next < (now >> 8 & 0xff) || next > (now & 0xff) ? BAD : CONTINUATIONS[now >> 16];
            } else if (next >= 0x80) {
                now = behind(next);
            }
        }
        return now;
    }

    static ProtocolException badText() {
        return new ProtocolException(Fault.BAD_TEXT, "a text that is not UTF-8");
    }

    /** Keeps out overlong forms, surrogates and all above U+10FFFF. */
    private static int behind(int lead) {
        return switch (lead) {
            case 0xe0 -> due(2, 0xa0, 0xbf);
            case 0xed -> due(2, 0x80, 0x9f);
            case 0xf0 -> due(3, 0x90, 0xbf);
            case 0xf4 -> due(3, 0x80, 0x8f);
            default -> lead < 0xc2 || lead > 0xf4 ? BAD : CONTINUATIONS[lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4];
        };
    }

    /** {@return the state in which {@code count} bytes are due, the next one from {@code least} to {@code most}} */
    private static int due(int count, int least, int most) {
        return count << 16 | least << 8 | most;
    }
}
