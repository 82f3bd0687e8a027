package mles.server.channel;

import mles.protocol.ChannelName;
import mles.server.delivery.Cursor;
import mles.server.delivery.Feeds;
import mles.server.metrics.Counter;
import mles.server.upstream.ChannelUpstream;

/** Lets publishers wait while a reader is stalled, a loop is far behind, or the link is. Thread: home loop. */
final class PauseBalance {
    private final ChannelName channel;
    private final HubLoop home;
    private final HubContext context;
    private final Feeds feeds;

    PauseBalance(ChannelName channel, HubLoop home, HubContext context, Feeds feeds) {
        this.channel = channel;
        this.home = home;
        this.context = context;
        this.feeds = feeds;
    }

    void check(ChannelUpstream upstream) {
        boolean pause = feeds.needsPause() || upstream.needsPause();
        if (pause != feeds.arePaused()) {
            feeds.pausePublishers(pause);
            upstream.pause(Cursor.Pause.CHANNEL, pause);
            if (pause) {
                home.counters().add(Counter.PUBLISHER_PAUSES, 1);
            }
            context.events().publishersPaused(channel, pause);
        }
    }
}
