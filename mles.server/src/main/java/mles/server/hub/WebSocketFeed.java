package mles.server.hub;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The log that the browsers of a channel read of: it is there while there are some, and a minute longer. For the home loop. */
final class WebSocketFeed {
    private final Hub hub;
    private final HubLoop home;
    private final ChannelLog source;
    private final Feed feed;
    private @Nullable EncodedLog log;

    /** @param source the log of the channel */
    WebSocketFeed(Hub hub, HubLoop home, ChannelLog source, Feed feed) {
        this.hub = hub;
        this.home = home;
        this.source = source;
        this.feed = feed;
    }

    /** {@return the log, as far as the source's history has begun} */
    EncodedLog open() {
        EncodedLog opened = log;
        if (opened == null) {
            opened = new EncodedLog(source, home.hubs().newBrowserLog(home.clock(), source.startFrame()));
            log = opened;
        }
        // A newcomer gets what history has, no more.
        while (opened.isBehindStart() && opened.behind() > 0) {
            follow(opened);
        }
        opened.trim();
        // What it comes with may add nothing, and there may be history to encode.
        home.flushQueue().announceLater(hub);
        return opened;
    }

    /** Holds what the source has added, before the source may let go of it. */
    void hold() {
        if (log != null) {
            log.hold();
        }
    }

    /** Takes in the next frames of the source, and comes back for more. */
    void follow() {
        if (log != null) {
            follow(log);
            if (log.behind() > 0) {
                home.flushQueue().announceLater(hub);
            }
        }
    }

    /** {@return whether there are frames that it has not taken in} */
    boolean areBehind() {
        return log != null && log.behind() > 0;
    }

    /** {@return whether it has the same frames as the source, so that both can leave out the same} */
    boolean catchUp() {
        if (log == null) {
            return true;
        }
        if (log.behind() > EncodedLog.STEP) {
            return false;
        }
        follow(log);
        return true;
    }

    /** Leaves out what was left out of the source. */
    void compact(BitSet dropped) {
        if (log != null) {
            log.compact(dropped);
        }
    }

    /** The last {@code older} frames of the source are older than the {@code newer} ones before them. */
    void reorder(long newer, long older) {
        if (log != null) {
            log.reorder(newer, older);
        }
    }

    /** The source has forgotten its history. */
    void clear() {
        if (log != null && feed.read(log.log())) {
            log.trim();
        } else {
            close();
        }
    }

    /** Some members have left; it goes, later, if no browser is left. */
    void left() {
        if (log != null && !feed.read(log.log())) {
            log.unread(home.nanoTime(), () -> home.schedule(this::dropUnread, EncodedLog.KEPT_NANOS));
        }
    }

    /** {@return the memory that is kept for them} */
    long capacity() {
        return log == null ? 0 : log.log().capacity();
    }

    void close() {
        if (log != null) {
            log.close();
            log = null;
        }
    }

    /** Readers hold what is new before what is old goes. */
    private void follow(EncodedLog following) {
        following.follow();
        hub.hold();
        following.trim();
    }

    private void dropUnread() {
        EncodedLog unread = log;
        if (unread == null) {
            return;
        }
        long left = unread.keptFor(home.nanoTime());
        if (feed.read(unread.log())) {
            unread.read();
        } else if (left > 0) {
            home.schedule(this::dropUnread, left);
        } else {
            close();
        }
    }
}
