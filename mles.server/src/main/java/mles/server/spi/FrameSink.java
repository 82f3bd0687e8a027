package mles.server.spi;

import java.nio.ByteBuffer;

/** Takes stored frames, one at a time. */
@FunctionalInterface
public interface FrameSink {
    /**
     * Takes a frame.
     *
     * @param frame          whole, big-endian; valid during the call
     * @param storedAtMillis when it was stored, in milliseconds since 1970
     * @return whether more are wanted
     */
    boolean accept(ByteBuffer frame, long storedAtMillis);
}
