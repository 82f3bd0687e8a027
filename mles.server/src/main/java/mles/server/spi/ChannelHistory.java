package mles.server.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The stored history of one channel. {@link #load}, {@link #clear} and {@link #close} may block, and are called by one
 * store thread at a time; {@link #append} is called on the home loop of the channel.
 */
public interface ChannelHistory extends AutoCloseable {
    /**
     * Gives what is stored within the retention, oldest first: a run without a gap, up to the last frame stored. Called
     * once, before anything is appended.
     *
     * @param sink says false when it wants no more
     * @throws IOException when it cannot be read, or not be understood; nothing stored was changed, and nothing may be
     *                     appended. The message is one line and names the place
     */
    void load(FrameSink sink) throws IOException;

    /** {@return the positions of what is stored} Called after {@link #load}; the default is for stores that keep none. */
    default StoredPositions positions() {
        return StoredPositions.NONE;
    }

    /**
     * Sets the position of the message before those that are appended from now on. Without it they follow the newest stored one, in
     * its epoch. Called on the home loop of the channel; must not block.
     */
    default void begin(Position before) {
    }

    /**
     * Stores whole frames behind all others. Returns at once: must not block. Each append is answered once, in order, on
     * any thread. When one has failed all later ones fail, too, until the channel was closed and opened again; so there is
     * never a gap.
     *
     * @param frames read-only, big-endian; valid and unchanged until the answer
     * @param count  how many frames those are, one at least
     */
    void append(ByteBuffer frames, int count, Ack ack);

    /**
     * Forgets everything stored, what was appended before included.
     *
     * @throws IOException when something of it may still be there
     */
    void clear() throws IOException;

    /** Lets go of the channel, after the last answer; more calls do nothing. */
    @Override
    void close() throws IOException;
}
