package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes text with strings of JSON in it, piece by piece: counted first, and written then. Its memory is the same for any message.
 * Thread: one at a time.
 */
final class JsonWriter {
    private static final int PIECE = 3 * 1024;
    private static final String HEX = "0123456789abcdef";
    private static final int FIRST_PRINTABLE = 0x20;

    private final ByteBuf scratch = Unpooled.buffer(2 * PIECE, 2 * PIECE);
    private final byte[] piece = new byte[PIECE];
    private final CharBuffer chars = CharBuffer.allocate(PIECE);
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private WireFormat.@Nullable Output output;
    private long written;

    /** Begins anew; nothing but a count comes of what is written without {@code to}. */
    void begin(WireFormat.@Nullable Output to) {
        output = to;
        written = 0;
        scratch.clear();
    }

    /** {@return the bytes that were written, all of which are handed on} */
    int finish() {
        flush();
        return Math.toIntExact(written);
    }

    /** Writes ASCII as it is. */
    JsonWriter raw(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            octet(ascii.charAt(i));
        }
        return this;
    }

    /** Writes a string in quotes. */
    JsonWriter string(String text) {
        return string(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes UTF-8 as a string in quotes. */
    JsonWriter string(ByteBuffer utf8) {
        octet('"');
        for (int i = utf8.position(); i < utf8.limit(); i++) {
            character(utf8.get(i) & 0xff);
        }
        octet('"');
        return this;
    }

    /** Writes bytes in Base64, in quotes. */
    JsonWriter base64(ByteBuffer bytes) {
        octet('"');
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            int count = Math.min(PIECE, rest.remaining());
            rest.get(piece, 0, count);
            for (byte each : Base64.getEncoder().encode(count == PIECE ? piece : Arrays.copyOf(piece, count))) {
                octet(each);
            }
        }
        octet('"');
        return this;
    }

    /** {@return whether {@code bytes} are UTF-8} */
    boolean isText(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        decoder.reset();
        while (true) {
            chars.clear();
            CoderResult result = decoder.decode(rest, chars, true);
            if (result.isError()) {
                return false;
            }
            if (result.isUnderflow()) {
                return true;
            }
        }
    }

    private void character(int octet) {
        switch (octet) {
            case '"' -> raw("\\\"");
            case '\\' -> raw("\\\\");
            case '\n' -> raw("\\n");
            default -> {
                if (octet < FIRST_PRINTABLE) {
                    raw("\\u00").octet(HEX.charAt(octet >> 4));
                    octet(HEX.charAt(octet & 0xf));
                } else {
                    octet(octet);
                }
            }
        }
    }

    private void octet(int octet) {
        if (!scratch.isWritable()) {
            flush();
        }
        scratch.writeByte(octet);
    }

    private void flush() {
        int bytes = scratch.readableBytes();
        written += bytes;
        if (output != null && bytes > 0) {
            output.write(scratch, 0, bytes);
        }
        scratch.clear();
    }
}
