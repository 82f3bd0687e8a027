package mles.server.transport;

import java.io.IOException;
import java.io.Serial;

/** The two sides could not agree on how to encrypt, or one of them is not who it should be. */
public final class TlsException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Creates an exception with what went wrong in one line. */
    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
