package mles.client;

import java.io.Serial;
import mles.protocol.CloseReason;

/** The server closed the connection before the join counted as accepted. It never says why (SPEC 1, 3.5). */
public final class RefusedException extends MlesException {
    @Serial
    private static final long serialVersionUID = 1;

    static final String REASONS = "reasons: the key is missing or another one than the server's, the key does not allow it,"
            + " this uid is already on this channel, the port takes TLS only (tls://), or it is not a Mles server";

    RefusedException(ServerAddress server) {
        super(server + " closed the connection instead of accepting the join; likely " + REASONS, null);
    }

    /** {@return always {@code not-allowed}: nothing more exact is on the wire} */
    public CloseReason reason() {
        return CloseReason.NOT_ALLOWED;
    }
}
