package mles.server.spi;

import java.util.Locale;

/** How a member comes in. */
public enum ConnectionKind {
    /** A connection of its own, of whole frames (SPEC 2). */
    TCP,
    /** A WebSocket, which may carry many members (SPEC 8). */
    WEBSOCKET;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** {@return the word for this kind in metrics: {@code websocket}} */
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return word;
    }
}
