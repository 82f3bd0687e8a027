package mles.testkit.jqwik;

import java.nio.ByteBuffer;

/**
 * A value in one of the encodings that must be read (SPEC 4.2).
 *
 * @param value what it means
 * @param cbor  how it is written; read it by duplicates
 */
public record Spelled<T>(T value, ByteBuffer cbor) {
    /** {@return a copy of the encoding} */
    public byte[] bytes() {
        return Rejected.copy(cbor);
    }
}
