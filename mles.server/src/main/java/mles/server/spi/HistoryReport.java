package mles.server.spi;

import mles.protocol.ChannelName;

/** Is told what {@link HistoryStore#verify} finds. */
public interface HistoryReport {
    /** A channel, with what {@link ChannelHistory#load} would give of it without any limit. */
    void channel(ChannelName name, long frames, long bytes);

    /**
     * Something that is not as it should be.
     *
     * @param place where: a file, for example
     * @param what  in words, without any content
     */
    void problem(String place, String what);
}
