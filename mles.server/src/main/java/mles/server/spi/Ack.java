package mles.server.spi;

/** Takes the answer to one {@link ChannelHistory#append}: one call, from any thread, which returns at once. */
public interface Ack {
    /** The frames are stored, as safely as {@link HistorySync} asks for. */
    void stored();

    /** They are not. */
    void failed(Exception cause);
}
