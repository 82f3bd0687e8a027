package mles.server.upstream;

import java.nio.ByteBuffer;
import mles.server.log.Publisher;

/** Finds frames that a channel has already. Thread: home loop. */
public interface FrameFilter {
    /**
     * {@return whether the channel has the frame, which is dropped then}
     *
     * @param live whether it is published now, and not brought back with a resync
     */
    boolean isRepeat(Publisher publisher, boolean live, ByteBuffer in, int at, int size);
}
