package mles.websocket;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import mles.protocol.CloseReason;

/**
 * The end of a WebSocket (SPEC 8.4).
 *
 * @param reason for our own books
 * @param code   code for the browser, a number of RFC 6455
 * @param text   and in words; at most {@value #MOST_TEXT} bytes
 */
record CloseStatus(CloseReason reason, int code, String text) {
    private static final int MOST_TEXT = 123;
    /** The last one that means anything (RFC 6455, 7.4.2); Netty's check lets those behind it pass. */
    private static final int LARGEST_CODE = 4999;
    /** A close frame without a code is answered like this. */
    private static final int NORMAL = WebSocketCloseStatus.NORMAL_CLOSURE.code();

    CloseStatus {
        text = cut(text);
    }

    /** The browser closed, with that code or none, which is -1. */
    static CloseStatus answer(int code) {
        if (code > LARGEST_CODE) {
            return of(CloseReason.BAD_FRAME, WebSocketCloseStatus.PROTOCOL_ERROR);
        }
        return new CloseStatus(CloseReason.LEFT, code < 0 ? NORMAL : code, "");
    }

    /** Something about the whole socket. */
    static CloseStatus of(CloseReason reason, WebSocketCloseStatus status) {
        return new CloseStatus(reason, status.code(), reason.word());
    }

    /** Something about one member; its ordinal tells the browser which. */
    static CloseStatus of(CloseReason reason, int ordinal, String channel) {
        WebSocketCloseStatus status = switch (reason) {
            case SHUTDOWN -> WebSocketCloseStatus.ENDPOINT_UNAVAILABLE;
            case TOO_LARGE -> WebSocketCloseStatus.MESSAGE_TOO_BIG;
            case BAD_PAYLOAD -> WebSocketCloseStatus.INVALID_PAYLOAD_DATA;
            case LEFT -> WebSocketCloseStatus.NORMAL_CLOSURE;
            default -> WebSocketCloseStatus.INTERNAL_SERVER_ERROR;
        };
        return new CloseStatus(reason, status.code(), reason.word() + " " + ordinal + " " + channel);
    }

    /** No character is cut. */
    private static String cut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, MOST_TEXT);
        while (end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
