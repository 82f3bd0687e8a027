package mles.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** CBOR put together by hand, right or wrong. */
final class CborOut {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int TAG = 6;
    static final int INDEFINITE = 31;
    static final int BREAK = 0xff;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] toByteArray() {
        return out.toByteArray();
    }

    void octet(int octet) {
        out.write(octet);
    }

    void raw(byte[] bytes) {
        out.writeBytes(bytes);
    }

    /** The shortest head that can hold {@code argument}. */
    void head(int major, long argument) {
        head(major, argument, shortest(argument));
    }

    /** @param width 0 for an argument in the head's own byte, otherwise 1 to 4 for 1, 2, 4 or 8 bytes behind it */
    void head(int major, long argument, int width) {
        if (width == 0) {
            out.write((major << 5) | (int) argument);
        } else {
            out.write((major << 5) | (23 + width));
            number(argument, 1 << (width - 1));
        }
    }

    void indefinite(int major) {
        out.write((major << 5) | INDEFINITE);
    }

    void number(long value, int size) {
        for (int i = size - 1; i >= 0; i--) {
            out.write((int) (value >> (8 * i)));
        }
    }

    void string(int major, byte[] content) {
        head(major, content.length);
        raw(content);
    }

    void text(String text) {
        string(TEXT, utf8(text));
    }

    static int shortest(long argument) {
        int width = 0;
        while (width < 4 && Long.compareUnsigned(argument, largest(width)) > 0) {
            width++;
        }
        return width;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    private static long largest(int width) {
        return switch (width) {
            case 0 -> 23;
            case 1 -> 0xff;
            case 2 -> 0xffff;
            case 3 -> 0xffff_ffffL;
            default -> -1;
        };
    }
}
