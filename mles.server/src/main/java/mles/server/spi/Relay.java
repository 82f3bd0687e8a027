package mles.server.spi;

import java.io.IOException;
import mles.protocol.ChannelName;

/**
 * Engine of a cluster: gives the entries of each channel one order, keeps them, and brings them to all servers that have the
 * channel open. Servers keep nothing else in common.
 */
public interface Relay extends AutoCloseable {
    /**
     * Connects, checks the engine and makes what is missing in it. May block. Thread: not an event loop.
     *
     * @param listener told of changes from then on; {@link RelayListener#up} is implied by a return
     * @throws IOException when it cannot be used; the server does not start then. The message is one line, names the place
     *                     and has no secret
     */
    void start(RelayListener listener) throws IOException;

    /**
     * {@return a channel, which brings nothing before {@link RelayChannel#tail}} Returns at once. There may be one that is
     * closed and one that is open of the same name.
     *
     * @param sink takes its entries
     */
    RelayChannel open(ChannelName channel, RelaySink sink);

    /** {@return the most bytes of frames in one entry; at least the largest frame} Valid after {@link #start}. */
    int largestEntry();

    /** Lets go of the engine; more calls do nothing. All channels were closed before. */
    @Override
    void close();
}
