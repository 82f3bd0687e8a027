package mles.client;

import java.io.Serial;
import mles.protocol.CloseReason;

/** The session is over: nothing more can be sent, and all that was received has been taken. */
public final class SessionClosedException extends MlesException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final String NOTHING_CAME = "the server closed the connection before anything came from it; likely "
            + RefusedException.REASONS + ", or the server was stopped";

    private final CloseReason reason;

    SessionClosedException(CloseReason reason) {
        super("the session is over: " + (reason == CloseReason.NOT_ALLOWED ? NOTHING_CAME : reason), null);
        this.reason = reason;
    }

    /**
     * {@return why it is over} {@code left} after an end in good order from either side; {@code unresponsive} when the
     * connection broke; {@code not-allowed} when it ended before a byte came, which is how a refusal looks that was long under
     * way; {@code bad-frame} or {@code too-large} when the other side sent something else than frames.
     */
    public CloseReason reason() {
        return reason;
    }
}
