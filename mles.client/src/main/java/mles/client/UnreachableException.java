package mles.client;

import java.io.Serial;

/** No connection: the name is unknown, nobody listens there, it took too long, or TLS failed. */
public final class UnreachableException extends MlesException {
    @Serial
    private static final long serialVersionUID = 1;

    UnreachableException(ServerAddress server, Exception cause) {
        super(server + " cannot be reached: " + cause, cause);
    }
}
