package mles.server.transport;

/** What the bytes look like that a {@link Member} gets. */
public enum Framing {
    /** Whole frames as they came, header included (SPEC 2). */
    MLES,
    /**
     * WebSocket messages, binary and unmasked, one for each frame and without its header (SPEC 8.1). A slice ends where a
     * frame of the WebSocket ends; where that one is not the last of its message, the next slice goes on with it.
     */
    WEB_SOCKET
}
