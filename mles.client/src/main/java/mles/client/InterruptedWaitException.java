package mles.client;

import java.io.Serial;

/**
 * The calling thread was interrupted while it waited in a method that does not declare {@link InterruptedException}. The
 * interrupt status is set again, what was waited for was not done, and no session was closed by it.
 */
public final class InterruptedWaitException extends MlesException {
    @Serial
    private static final long serialVersionUID = 1;

    InterruptedWaitException(String waitedFor, InterruptedException cause) {
        super("interrupted while waiting " + waitedFor, cause);
        Thread.currentThread().interrupt();
    }
}
