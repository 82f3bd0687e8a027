package mles.server.log;

import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a frame of a history.
 *
 * @param number the place among all frames of its channel, from 1 on
 * @param size   its bytes
 * @param frame  the frame, null where it is too large to copy
 */
public record PeekedFrame(long number, int size, @Nullable Frame frame) {
}
