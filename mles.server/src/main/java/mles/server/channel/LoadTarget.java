package mles.server.channel;

import io.netty.buffer.ByteBuf;
import mles.protocol.ChannelName;
import mles.server.spi.Position;
import mles.server.spi.StoredPositions;

/** A channel as its store session sees it. Thread: home loop. */
public interface LoadTarget {
    /** {@return the name of the channel} */
    ChannelName name();

    /** The next stored frames: {@code bytes} bytes of {@code in} from index {@code at} on, stored {@code ageMillis} ago. */
    void onLoaded(ByteBuf in, int at, int bytes, int frames, long ageMillis);

    /** The frames loaded so far are more than there is memory for. */
    void onLoadTooLarge();

    /**
     * All stored frames were given.
     *
     * @return the position before the frames to come
     */
    Position onAllLoaded(StoredPositions stored);

    /** {@return the position before the frames from {@code position} of the log on, which go behind what is stored} */
    Position before(long position, StoredPositions stored);

    /** Not all could be loaded: the frames loaded so far are dropped. */
    void onLoadFailed();

    /** It is loaded, or goes on without its stored frames, and the tasks that waited for that are done. */
    void onReady();

    /** Readers may read further. */
    void onHighWatermark();

    /** The frames that the store did not acknowledge are discarded. */
    void onUnstoredDropped();
}
