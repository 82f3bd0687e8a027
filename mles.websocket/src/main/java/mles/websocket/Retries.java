package mles.websocket;

import mles.protocol.CloseReason;

/** Tells for which reasons a later try of a membership may succeed. */
final class Retries {
    private Retries() {
    }

    /** {@return whether the same join may be accepted later, with nothing changed by the client or an operator} */
    static boolean mayHelp(CloseReason reason) {
        return switch (reason) {
            case DUPLICATE_CID, FIRST_FRAME_TIMEOUT, FRAME_TIMEOUT, TOO_SLOW, CONNECTION_LIMIT, ADDRESS_LIMIT,
                    CHANNEL_LIMIT, RATE_LIMIT, MEMORY, UNRESPONSIVE, STORE_UNAVAILABLE, CLUSTER_UNAVAILABLE, PEER_LOST,
                    SHUTDOWN, INTERNAL ->
                true;
            case LEFT, BAD_FRAME, BAD_PAYLOAD, WRONG_KEY, NOT_ALLOWED, TOO_LARGE, NAME_TOO_LONG, TLS_FAILED, LOOP,
                    EVICTED ->
                false;
        };
    }
}
