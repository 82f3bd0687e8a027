package mles.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Failure of a session. Wrong bytes and values are reported as a {@code ProtocolException} instead. */
public abstract sealed class MlesException extends RuntimeException
        permits UnreachableException, RefusedException, SessionClosedException, InterruptedWaitException {
    @Serial
    private static final long serialVersionUID = 1;

    MlesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
