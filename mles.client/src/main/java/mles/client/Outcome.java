package mles.client;

/** State of a session, and the kind of its end. */
public enum Outcome {
    /** It is not over. */
    OPEN,
    /** The server said with a receipt that it took every message of the last connection. */
    TAKEN,
    /** The server closed the connection before a byte came from it: it refused the join, or went away. */
    REFUSED,
    /**
     * The server closed in good order and did not say what it took: it is one that gives no receipts, it was stopped, or
     * the end of this side did not reach it.
     */
    UNTOLD,
    /** The connection broke, the server took less than was sent, or it sent something else than frames. */
    LOST
}
