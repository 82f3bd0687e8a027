package mles.testkit.jqwik;

import java.nio.ByteBuffer;
import mles.testkit.Misspelling;

/**
 * A payload that is no message (SPEC 4.2).
 *
 * @param mistake what is wrong with it
 * @param cbor    its bytes; read them by duplicates
 */
public record Rejected(Misspelling mistake, ByteBuffer cbor) {
    /** {@return a copy of its bytes} */
    public byte[] bytes() {
        return copy(cbor);
    }

    static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }
}
