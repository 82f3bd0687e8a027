package mles.server.tcp;

import mles.server.config.ServerConfig;
import mles.server.config.Settings;

/**
 * The limits on TCP connections.
 *
 * @param firstFrame          bytes of a first payload
 * @param frame               bytes of a later payload
 * @param name                bytes of a uid or channel
 * @param unauthenticated     bytes held for connections that are not authenticated yet
 * @param firstByteNanos      silence before the first byte; 0 is no limit
 * @param firstFrameNanos     silence from there until the first frame is complete; 0 is no limit
 * @param firstFrameRate      bytes a second of a first frame; 0 is no limit
 * @param frameNanos          stall within a later frame; 0 is no limit
 */
record TcpLimits(int firstFrame, int frame, long name, long unauthenticated, long firstByteNanos,
        long firstFrameNanos, long firstFrameRate, long frameNanos) {

    /** {@return the limits that {@code config} sets} */
    static TcpLimits of(ServerConfig config, long unauthenticated) {
        return new TcpLimits(config.get(Settings.MAX_FIRST_FRAME), config.get(Settings.MAX_FRAME),
                config.get(Settings.MAX_NAME), unauthenticated, config.get(Settings.FIRST_BYTE_TIMEOUT).toNanos(),
                config.get(Settings.FIRST_FRAME_TIMEOUT).toNanos(), config.get(Settings.FIRST_FRAME_RATE),
                config.get(Settings.FRAME_TIMEOUT).toNanos());
    }
}
