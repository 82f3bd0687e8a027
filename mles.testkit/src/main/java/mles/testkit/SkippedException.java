package mles.testkit;

import java.io.Serial;

/** A check that cannot be made here; the message says why. */
final class SkippedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    SkippedException(String message) {
        super(message);
    }
}
