package mles.server.channel;

import java.util.BitSet;
import mles.server.delivery.Feeds;
import mles.server.log.ChannelLog;
import mles.server.log.HistoryWindow;
import mles.server.upstream.ChannelUpstream;

/** Takes the empty joins that are too many out of a log and all that follows it. Thread: home loop. */
final class HistoryCompactor {
    private HistoryCompactor() {
    }

    /** {@return whether it took out some} */
    static boolean run(ChannelLog log, HistoryWindow history, Feeds feeds, HistoryWriter historyWriter,
            ChannelUpstream upstream) {
        // Frames for a joiner must not move before they may be read.
        long settled = Math.min(log.head(), historyWriter.settled());
        if (log.highWatermark() != log.head() || !history.isCrowdDue(settled)
                || upstream.looksBackTo(log.reorderedTo()) || !feeds.catchUp()) {
            return false;
        }
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
