package mles.server;

import java.io.Serial;
import mles.server.config.ListenAddress;
import mles.server.transport.SocketErrors;

/** The server could not start; nothing of it is left running. The message is one line and names the listener. */
public final class StartException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Creates an exception with that one line and the cause. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }

    static StartException listening(ListenAddress address, Exception cause) {
        return new StartException("cannot listen on " + address.uri(address.port()) + ": " + SocketErrors.words(cause),
                cause);
    }
}
