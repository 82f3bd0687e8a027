package mles.server.channel;

import java.util.stream.Stream;
import mles.server.delivery.Feeds;
import mles.server.log.LogFollower;
import mles.server.upstream.ChannelUpstream;

/** All that follow the log of a channel, in the order in which they hold and get what is new. Thread: home loop. */
final class Followers {
    private final LogFollower[] all;

    Followers(Feeds feeds, ChannelUpstream upstream, HistoryWriter historyWriter) {
        this.all = Stream.of(feeds, upstream, historyWriter)
                .filter(each -> !ChannelUpstream.NONE.equals(each) && !HistoryWriter.NONE.equals(each))
                .toArray(LogFollower[]::new);
    }

    /** They hold what the log has added, before the log may let go of it. */
    void retain() {
        for (LogFollower follower : all) {
            follower.retain();
        }
    }

    void flush() {
        for (LogFollower follower : all) {
            follower.flush();
        }
    }

    /** {@return whether there are feeds alone, neither a store nor a link} */
    boolean areFeeds() {
        return all.length == 1;
    }
}
