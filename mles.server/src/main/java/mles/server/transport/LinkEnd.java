package mles.server.transport;

/** How a connection to the server above ended. */
public enum LinkEnd {
    /** The server above closed it soon, and before any byte came: it has taken nothing. */
    REFUSED,
    /** It broke. */
    LOST,
    /** This side ended it behind everything written, and the server above, which had let it in, closed it then. */
    FINISHED
}
