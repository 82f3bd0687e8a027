package mles.server.transport;

/**
 * The limits on WebSockets.
 *
 * @param firstFrame      bytes of a first payload for a channel
 * @param frame           bytes of a later payload
 * @param channels        members on one socket
 * @param controls        control frames and small fragments of a socket in a second; 0 is no limit
 * @param unauthenticated bytes held for sockets without a member, on one loop
 * @param requestNanos    how long a request may take, and a connection stay without one; 0 is no limit
 * @param frameNanos      stall within a message; 0 is no limit
 * @param pingNanos       time between pings; 0 is none
 * @param timeoutNanos    silence of a socket; 0 is no limit
 */
public record BrowserLimits(int firstFrame, int frame, int channels, int controls, long unauthenticated,
        long requestNanos,
        long frameNanos, long pingNanos, long timeoutNanos) {
}
