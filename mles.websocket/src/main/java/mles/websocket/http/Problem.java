package mles.websocket.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import mles.protocol.CloseReason;

/**
 * Reason for which a request fails, as RFC 9457 tells it.
 *
 * @param type   close reason, or {@code about:blank} where the status says it all
 * @param detail one sentence in ASCII, without anything of the request that was not checked
 * @param reason for our own books, where the connection ends with it
 * @param allow  methods that are there, where another one was used
 */
record Problem(HttpResponseStatus status, String type, String detail, CloseReason reason, String allow)
        implements
            Outcome {
    private static final String BLANK = "about:blank";
    private static final int TOO_MANY_SECONDS = 1;
    private static final int UNAVAILABLE_SECONDS = 5;

    Problem(HttpResponseStatus status, String type, String detail, CloseReason reason) {
        this(status, type, detail, reason, "");
    }

    /** {@return the problem of a method that is not there, as {@code allow} are} */
    static Problem ofMethod(String allow, String detail) {
        return new Problem(HttpResponseStatus.METHOD_NOT_ALLOWED, BLANK, detail, CloseReason.NOT_ALLOWED, allow);
    }

    static Problem of(HttpResponseStatus status, String detail) {
        return new Problem(status, BLANK, detail, CloseReason.NOT_ALLOWED);
    }

    /** {@return the problem of a member that is refused or closed} */
    static Problem of(CloseReason reason) {
        HttpResponseStatus status = switch (reason) {
            case BAD_FRAME, BAD_PAYLOAD -> HttpResponseStatus.BAD_REQUEST;
            case WRONG_KEY, NOT_ALLOWED, EVICTED -> HttpResponseStatus.FORBIDDEN;
            case TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            case NAME_TOO_LONG -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            case FIRST_FRAME_TIMEOUT, FRAME_TIMEOUT -> HttpResponseStatus.REQUEST_TIMEOUT;
            case RATE_LIMIT, ADDRESS_LIMIT -> HttpResponseStatus.TOO_MANY_REQUESTS;
            case LEFT, DUPLICATE_CID, TLS_FAILED, TOO_SLOW, CONNECTION_LIMIT, CHANNEL_LIMIT, MEMORY, UNRESPONSIVE,
                    STORE_UNAVAILABLE, CLUSTER_UNAVAILABLE, PEER_LOST, LOOP, SHUTDOWN ->
                HttpResponseStatus.SERVICE_UNAVAILABLE;
            case INTERNAL -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
        return new Problem(status, reason.word(), "the request failed as " + reason.word(), reason);
    }

    /** {@return seconds after which another try may succeed, 0 for no promise} */
    int retryAfter() {
        return switch (status.code()) {
            case 409, 429 -> TOO_MANY_SECONDS;
            case 503 -> UNAVAILABLE_SECONDS;
            default -> 0;
        };
    }

    String json() {
        return "{\"type\":\"" + type + "\",\"title\":\"" + status.reasonPhrase() + "\",\"status\":" + status.code()
                + ",\"detail\":\"" + detail + "\"}\n";
    }
}
