package mles.server.channel;

import mles.protocol.CloseReason;
import mles.server.delivery.Feeds;
import mles.server.log.HistoryWindow;

/** Moves frames that came late to their place in a log and in all that follows it. Thread: home loop. */
final class HistoryReorder {
    private HistoryReorder() {
    }

    /** The last {@code older} frames are older than the {@code newer} ones before them: joiners get them before those. */
    static void run(HistoryWindow history, Feeds feeds, Renumbering renumbering, long newer, long older) {
        feeds.catchUpWhole();
        renumbering.renew(CloseReason.PEER_LOST);
        history.reorder(newer, older);
        feeds.reorder(newer, older);
    }
}
