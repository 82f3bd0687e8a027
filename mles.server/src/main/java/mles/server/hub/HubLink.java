package mles.server.hub;

import org.jspecify.annotations.Nullable;

/** The link of a channel to the upstream server: there from its first member on, if there is such a server. For the home loop. */
final class HubLink {
    private final Hub hub;
    private final HubLoop home;
    private final ChannelLog log;
    private final HubLimits limits;
    private final @Nullable UpstreamConfig upstreamConfig;
    private @Nullable UpstreamLink upstream;

    HubLink(Hub hub, HubLoop home, ChannelLog log, HubLimits limits) {
        this.hub = hub;
        this.home = home;
        this.log = log;
        this.limits = limits;
        this.upstreamConfig = home.hubs().upstreamConfig();
    }

    /** {@return the link, if there is one} */
    @Nullable
    UpstreamLink upstreamLink() {
        return upstream;
    }

    /**
     * A member has joined, and the channel has what it came with.
     *
     * @param payload  that
     * @param fresh  how many frames of a resync the channel did not have
     * @param paused whether publishers wait
     */
    void joined(HubMembership membership, JoinPayload payload, int fresh, boolean paused) {
        if (upstreamConfig == null) {
            return;
        }
        JoinFrame join = JoinFrame.of(membership.info().uid(), payload.bytes(), payload.isResync());
        UpstreamLink link = upstream;
        if (link == null) {
            link = new UpstreamLink(hub, home, log, limits, upstreamConfig, join);
            upstream = link;
            link.pause(Cursor.Pause.CHANNEL, paused);
        } else if (fresh > 0) {
            link.broughtBack();
        }
        link.joined(join, membership);
    }

    /** {@return whether it is not there, or neither up nor about to be} */
    boolean isResting() {
        return upstream == null || upstream.isResting();
    }

    /** {@return whether publishers wait for what the upstream server has} */
    boolean isOpening() {
        return upstream != null && upstream.catchUp().isOpening();
    }

    /** Runs {@code task} behind what waits already, when it is open. */
    void later(Runnable task) {
        if (upstream == null) {
            throw new IllegalStateException("nothing is being opened");
        }
        upstream.catchUp().later(task);
    }

    /** {@return whether it depends on the order in which frames before {@code position} were appended} */
    boolean looksBackTo(long position) {
        return upstream != null && upstream.looksBackTo(position);
    }

    /** {@return whether everything is written to it that can be at present} */
    boolean isIdle() {
        return upstream == null || upstream.isIdle();
    }

    /** {@return whether publishers have to wait for it} */
    boolean isStalled() {
        return upstream != null && upstream.isStalled();
    }

    void pause(Cursor.Pause reason, boolean on) {
        if (upstream != null) {
            upstream.pause(reason, on);
        }
    }

    /** Holds what the log has added, before the log may let go of it. */
    void hold() {
        if (upstream != null) {
            upstream.hold();
        }
    }

    /** Writes what there is to write. */
    void send() {
        if (upstream != null) {
            upstream.send();
        }
    }

    /** The last member has left. */
    void memberless() {
        if (upstream != null) {
            upstream.memberless();
        }
    }

    /** Memory is short: a resync will be of the history alone. */
    void forgetSafe() {
        if (upstream != null) {
            upstream.forgetSafe();
        }
    }

    /** What waits is done now. */
    void stopWaiting() {
        if (upstream != null) {
            upstream.catchUp().stop();
        }
    }

    void close() {
        if (upstream != null) {
            upstream.close();
        }
    }
}
