package mles.peer.channel;

/** The end of a connection to the upstream server. */
public enum LinkOutcome {
    /** The upstream server closed it soon, and before any byte came: it has taken nothing. */
    REFUSED,
    /** As {@link #REFUSED}, and the next connection, at once, comes under the other key that its address may have. */
    OTHER_KEY,
    /** It broke. */
    LOST,
    /** This side ended it behind everything written, and the upstream server, which had let it in, closed it then. */
    FINISHED
}
