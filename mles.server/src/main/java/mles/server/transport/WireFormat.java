package mles.server.transport;

import mles.server.spi.ConnectionKind;

/** What the bytes look like that a {@link Member} gets. */
public enum WireFormat {
    /** Whole frames as they came, header included (SPEC 2). */
    MLES(ConnectionKind.TCP),
    /**
     * WebSocket messages, binary and unmasked, one for each frame and without its header (SPEC 8.1). A slice ends where a
     * frame of the WebSocket ends; where that one is not the last of its message, the next slice goes on with it.
     */
    WEB_SOCKET(ConnectionKind.WEBSOCKET);

    private final ConnectionKind kind;

    WireFormat(ConnectionKind kind) {
        this.kind = kind;
    }

    /** {@return what those come by who want it} */
    public ConnectionKind kind() {
        return kind;
    }
}
