package mles.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What can go wrong with a session. What can be wrong with bytes and values is a {@code ProtocolException} instead. */
public abstract sealed class MlesException extends RuntimeException
        permits UnreachableException, RefusedException, SessionClosedException, InterruptedWaitException {
    @Serial
    private static final long serialVersionUID = 1;

    MlesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
