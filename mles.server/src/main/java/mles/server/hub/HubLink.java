package mles.server.hub;

import org.jspecify.annotations.Nullable;

/** The link of a channel to the server above: there from its first member on, if there is such a server. For the home loop. */
final class HubLink {
    private final Hub hub;
    private final HubLoop home;
    private final ChannelLog log;
    private final HubLimits limits;
    private final @Nullable Linking linking;
    private @Nullable Uplink uplink;

    HubLink(Hub hub, HubLoop home, ChannelLog log, HubLimits limits) {
        this.hub = hub;
        this.home = home;
        this.log = log;
        this.limits = limits;
        this.linking = home.hubs().linking();
    }

    /** {@return the link, if there is one} */
    @Nullable
    Uplink uplink() {
        return uplink;
    }

    /**
     * A member has joined, and the channel has what it came with.
     *
     * @param first  that
     * @param fresh  how many frames of a resync the channel did not have
     * @param paused whether publishers wait
     */
    void joined(Seat seat, First first, int fresh, boolean paused) {
        if (linking == null) {
            return;
        }
        LinkJoin join = LinkJoin.of(seat.info().uid(), first.bytes(), first.isResync());
        Uplink link = uplink;
        if (link == null) {
            link = new Uplink(hub, home, log, limits, linking, join);
            uplink = link;
            link.pause(Cursor.Pause.CHANNEL, paused);
        } else if (fresh > 0) {
            link.broughtBack();
        }
        link.joined(join, seat);
    }

    /** {@return whether it is not there, or neither up nor about to be} */
    boolean isResting() {
        return uplink == null || uplink.isResting();
    }

    /** {@return whether publishers wait for what the server above has} */
    boolean isOpening() {
        return uplink != null && uplink.catchUp().isOpening();
    }

    /** Runs {@code task} behind what waits already, when it is open. */
    void later(Runnable task) {
        if (uplink == null) {
            throw new IllegalStateException("nothing is being opened");
        }
        uplink.catchUp().later(task);
    }

    /** {@return whether it depends on the order in which frames before {@code position} were appended} */
    boolean looksBackTo(long position) {
        return uplink != null && uplink.looksBackTo(position);
    }

    /** {@return whether everything is written to it that can be at present} */
    boolean isIdle() {
        return uplink == null || uplink.isIdle();
    }

    /** {@return whether publishers have to wait for it} */
    boolean isStalled() {
        return uplink != null && uplink.isStalled();
    }

    void pause(Cursor.Pause reason, boolean on) {
        if (uplink != null) {
            uplink.pause(reason, on);
        }
    }

    /** Holds what the log has added, before the log may let go of it. */
    void hold() {
        if (uplink != null) {
            uplink.hold();
        }
    }

    /** Writes what there is to write. */
    void send() {
        if (uplink != null) {
            uplink.send();
        }
    }

    /** The last member has left. */
    void memberless() {
        if (uplink != null) {
            uplink.memberless();
        }
    }

    /** Memory is short: a resync will be of the history alone. */
    void forgetSafe() {
        if (uplink != null) {
            uplink.forgetSafe();
        }
    }

    /** What waits is done now. */
    void stopWaiting() {
        if (uplink != null) {
            uplink.catchUp().stop();
        }
    }

    void close() {
        if (uplink != null) {
            uplink.close();
        }
    }
}
