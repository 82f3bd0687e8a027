package mles.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one value after the other, put together from their pieces; of a value that is too long nothing is kept. */
final class Gathering {
    private static final int LEAST = 32;

    private final int most;
    private byte[] bytes = new byte[0];
    private int size;
    private boolean tooLong;

    /** @param most bytes of a value */
    Gathering(int most) {
        this.most = most;
    }

    void begin() {
        size = 0;
        tooLong = false;
    }

    void add(ByteBuffer in, int at, int count) {
        if (tooLong || count > most - size) {
            tooLong = true;
            return;
        }
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(size + count, Math.max(LEAST, 2 * bytes.length))));
        }
        in.get(at, bytes, size, count);
        size += count;
    }

    boolean isTooLong() {
        return tooLong;
    }

    int size() {
        return size;
    }

    /** {@return the value, which is known to be UTF-8} */
    String text() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    /** {@return a view; valid until the next value begins} */
    ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }
}
