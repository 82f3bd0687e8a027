package mles.client;

import java.io.Serial;
import mles.protocol.CloseReason;

/** The session is over: nothing more can be sent, and all that was received has been taken. */
public final class SessionClosedException extends MlesException {
    @Serial
    private static final long serialVersionUID = 1;

    private final CloseReason reason;

    SessionClosedException(CloseReason reason) {
        super("the session is over: " + reason, null);
        this.reason = reason;
    }

    /**
     * {@return why it is over} {@code left} after an end in good order from either side; {@code unresponsive} when the
     * connection broke; {@code bad-frame} or {@code too-large} when the other side sent something else than frames.
     */
    public CloseReason reason() {
        return reason;
    }
}
