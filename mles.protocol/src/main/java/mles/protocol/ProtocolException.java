package mles.protocol;

import java.io.Serial;

/** Bytes or values that are not Mles v1. The message says what was seen and what was allowed, never a key or a payload. */
public final class ProtocolException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Fault fault;

    /** Creates an exception for {@code fault}, with what was seen and what was allowed. */
    public ProtocolException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** {@return the named fault} */
    public Fault fault() {
        return fault;
    }
}
