package mles.server.spi;

import java.io.IOException;
import java.util.stream.Stream;
import mles.protocol.ChannelName;

/**
 * Keeps the history of channels. Its methods may block: they are called on store threads, never on an event loop.
 */
public interface HistoryStore extends AutoCloseable {
    /**
     * Checks that the store can be used, exclusively unless it is read-only. Must not take time in proportion to the stored
     * history.
     *
     * @throws IOException when it cannot; the server does not start then. The message is one line and names the place
     */
    void start() throws IOException;

    /**
     * {@return the history of one channel, which is open only once at a time} Nothing is read before {@link ChannelHistory#load}.
     *
     * @param keep limits of the kept history; the store may keep a bit more
     * @throws IOException when that is not possible
     */
    ChannelHistory open(ChannelName channel, Retention keep) throws IOException;

    /**
     * {@return the names of all channels of which something is stored, in no order; to be closed} Where some cannot be told, the
     * stream gives all others and then fails with an {@link java.io.UncheckedIOException}, so that it is not taken for whole.
     *
     * @throws IOException when that is not possible
     */
    Stream<ChannelName> channels() throws IOException;

    /**
     * Reads everything and changes nothing.
     *
     * @param report told of each channel and of each problem
     * @throws IOException when the store as a whole cannot be read
     */
    void verify(HistoryReport report) throws IOException;

    /** Lets go of everything, what was appended being stored; more calls do nothing. All channels were closed before. */
    @Override
    void close() throws IOException;
}
