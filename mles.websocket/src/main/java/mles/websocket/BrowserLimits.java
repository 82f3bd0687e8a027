package mles.websocket;

import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.websocket.http.HttpLimits;

/**
 * The limits on WebSockets.
 *
 * @param firstFrame      bytes of a first payload for a channel
 * @param frame           bytes of a later payload
 * @param name            bytes of a uid or channel
 * @param channels        members on one socket
 * @param controls        control frames and small fragments of a socket in a second; 0 is no limit
 * @param unauthenticated bytes held for sockets without a member, on one loop
 * @param requestNanos    how long a request may take, and a connection stay without one; 0 is no limit
 * @param frameNanos      stall within a message; 0 is no limit
 * @param pingNanos       time between pings; 0 is none
 * @param timeoutNanos    silence of a socket; 0 is no limit
 */
record BrowserLimits(int firstFrame, int frame, long name, int channels, int controls, long unauthenticated,
        long requestNanos,
        long frameNanos, long pingNanos, long timeoutNanos) {

    /** {@return the limits that {@code config} sets} */
    static BrowserLimits of(ServerConfig config, long unauthenticated) {
        return new BrowserLimits(config.get(Settings.MAX_FIRST_FRAME), config.get(Settings.MAX_FRAME),
                config.get(Settings.MAX_NAME), config.get(WebSocketSettings.WS_MAX_CHANNELS),
                config.get(WebSocketSettings.WS_CONTROLS_PER_SECOND), unauthenticated,
                config.get(Settings.FIRST_FRAME_TIMEOUT).toNanos(), config.get(Settings.FRAME_TIMEOUT).toNanos(),
                config.get(WebSocketSettings.WS_PING).toNanos(), config.get(WebSocketSettings.WS_TIMEOUT).toNanos());
    }

    /** {@return the limits on requests that {@code config} sets} */
    static HttpLimits ofRequests(ServerConfig config) {
        return new HttpLimits(config.get(Settings.MAX_FRAME), config.get(Settings.MAX_NAME),
                config.get(Settings.FIRST_FRAME_TIMEOUT).toNanos(), config.get(Settings.FRAME_TIMEOUT).toNanos(),
                config.get(WebSocketSettings.WS_PING).toNanos(), config.get(WebSocketSettings.WS_TIMEOUT).toNanos(),
                config.get(WebSocketSettings.HTTP_BATCH_MESSAGES),
                Math.toIntExact(config.get(WebSocketSettings.HTTP_BATCH_BYTES)),
                config.get(WebSocketSettings.HTTP_IDEMPOTENCY_KEYS),
                config.get(WebSocketSettings.HTTP_IDEMPOTENCY_TIME).toNanos(),
                config.get(WebSocketSettings.HTTP_TICKETS), config.get(WebSocketSettings.HTTP_TICKET_TIME).toNanos());
    }
}
