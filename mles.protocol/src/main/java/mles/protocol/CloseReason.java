package mles.protocol;

import java.util.Locale;

/**
 * Why a connection ended. The {@linkplain #word() word} is the same in logs, metric labels, exceptions and WebSocket
 * close texts; words are added over time, never renamed.
 */
public enum CloseReason {
    /** The other side went away in good order. */
    LEFT,
    /** A header that does not start with {@code M} or announces no payload (SPEC 2). */
    BAD_FRAME,
    /** A first payload that is neither a message nor a resync, or a resync with a bad item (SPEC 4.3, 5.5). */
    BAD_PAYLOAD,
    /** The key of a first frame does not match (SPEC 3.5). */
    WRONG_KEY,
    /** The key is good, the right is missing. */
    NOT_ALLOWED,
    /** The channel already has a member with this connection id (SPEC 5.1). */
    DUPLICATE_CID,
    /** A frame larger than this server's limit. */
    TOO_LARGE,
    /** A uid or channel longer than this server's limit. */
    NAME_TOO_LONG,
    /** The first frame did not come in time (SPEC 9, row 5). */
    FIRST_FRAME_TIMEOUT,
    /** A later frame stopped half way (SPEC 9, row 5). */
    FRAME_TIMEOUT,
    /** The two sides could not agree on how to encrypt, or one is not who it should be. */
    TLS_FAILED,
    /** A reader fell out of the delivery window (SPEC 9, row 6). */
    TOO_SLOW,
    /** More connections than this server's limit. */
    CONNECTION_LIMIT,
    /** More connections from one address than this server's limit. */
    ADDRESS_LIMIT,
    /** More channels than this server's limit. */
    CHANNEL_LIMIT,
    /** Faster than this server's limit. */
    RATE_LIMIT,
    /** The server's memory budget is spent. */
    MEMORY,
    /** The transport found the other side dead. */
    UNRESPONSIVE,
    /** History could not be stored. */
    STORE_UNAVAILABLE,
    /** The engine of the cluster did not take what was published, or cannot be asked for a channel. */
    CLUSTER_UNAVAILABLE,
    /** The upstream connection behind this one is gone. */
    PEER_LOST,
    /** The same frames came round again (SPEC 6.4). */
    LOOP,
    /** An operator ended it. */
    EVICTED,
    /** The server is stopping. */
    SHUTDOWN,
    /** A fault of the server itself. */
    INTERNAL;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** {@return the word for this reason, lower case with hyphens: {@code wrong-key}} */
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return word;
    }
}
