package mles.server.channel;

import java.util.BitSet;
import mles.server.delivery.Feeds;
import mles.server.log.ChannelLog;
import mles.server.log.HistoryWindow;
import mles.server.upstream.ChannelUpstream;

/** Takes the empty joins that are too many out of a log and all that follows it. Thread: home loop. */
final class HistoryCompactor {
    private final ChannelLog log;
    private final HistoryWindow history;
    private final Feeds feeds;
    private final HistoryWriter historyWriter;
    private long compactedAt;

    HistoryCompactor(ChannelLog log, HistoryWindow history, Feeds feeds, HistoryWriter historyWriter) {
        this.log = log;
        this.history = history;
        this.feeds = feeds;
        this.historyWriter = historyWriter;
    }

    /** {@return whether it took out some} */
    boolean run(ChannelUpstream upstream) {
        // What a joiner reads must not move before it may be read.
        long settled = Math.min(log.head(), historyWriter.settled());
        // Once for what is settled meanwhile: a walk over all with each frame would cost too much.
        if (log.highWatermark() != log.head() || settled < compactedAt || upstream.looksBackTo(log.reorderedTo())
                || !feeds.catchUp()) {
            return false;
        }
        compactedAt = log.head();
        BitSet crowd = history.crowd(settled);
        if (crowd.isEmpty()) {
            return false;
        }
        historyWriter.takenOut(crowd);
        history.takeOut(crowd);
        feeds.compact(crowd);
        return true;
    }
}
