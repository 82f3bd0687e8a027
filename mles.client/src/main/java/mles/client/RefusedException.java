package mles.client;

import java.io.Serial;
import mles.protocol.CloseReason;

/** The server closed the connection before the join counted as accepted. It never says why (SPEC 1, 3.5). */
public final class RefusedException extends MlesException {
    @Serial
    private static final long serialVersionUID = 1;

    static final String REASONS = "reasons: this uid is already on this channel, the server has another key, this key does"
            + " not allow it, the port is one with TLS, for tls://, or it is not a Mles server";

    RefusedException(ServerAddress server) {
        super(server + " closed the connection instead of accepting the join; likely " + REASONS, null);
    }

    /** {@return always {@code not-allowed}: nothing more exact is on the wire} */
    public CloseReason reason() {
        return CloseReason.NOT_ALLOWED;
    }
}
