package mles.server.tcp;

/**
 * The limits on TCP connections.
 *
 * @param firstFrame          bytes of a first payload
 * @param frame               bytes of a later payload
 * @param unauthenticated     bytes held for connections that are not authenticated yet, on one loop
 * @param firstFrameNanos     silence before the first frame is complete; 0 is no limit
 * @param firstFrameRate      bytes a second of a first frame; 0 is no limit
 * @param frameNanos          stall within a later frame; 0 is no limit
 * @param keepaliveIdle       seconds before the first probe; 0 is no keepalive
 * @param keepaliveInterval   seconds between probes
 * @param keepaliveCount      probes without an answer
 * @param userTimeoutMillis   how long sent bytes may be unacknowledged; 0 is what the system does
 */
public record TcpLimits(int firstFrame, int frame, long unauthenticated, long firstFrameNanos, long firstFrameRate,
        long frameNanos, int keepaliveIdle, int keepaliveInterval, int keepaliveCount, int userTimeoutMillis) {
}
