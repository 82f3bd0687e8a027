package mles.server.channel;

import mles.server.delivery.LoopContext;
import mles.server.log.ChannelLog;
import mles.server.spi.Retention;

/** Connects channels to the store. Thread: home loop of the channel. */
@FunctionalInterface
public interface HistoryWriterFactory {
    /**
     * {@return the writer of a channel that is being opened}
     *
     * @param log  its log, which is empty
     * @param keep how much of it is to be stored
     */
    HistoryWriter open(LoadTarget channel, LoopContext home, ChannelLog log, Retention keep);
}
