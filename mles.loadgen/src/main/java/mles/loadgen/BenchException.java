package mles.loadgen;

import java.io.Serial;

/** A run that could not be made: the server cannot be reached, refuses, or is none. The message is one line. */
public final class BenchException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }
}
