package mles.server.hub;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways from a channel to its readers, one for each loop and log with members. For the home loop. */
final class Feed {
    private final Hub hub;
    private final HubLoop home;
    private final HubLimits limits;
    private final List<ReaderGroupProxy> all = new ArrayList<>(1);
    private boolean paused;

    Feed(Hub hub, HubLoop home, HubLimits limits) {
        this.hub = hub;
        this.home = home;
        this.limits = limits;
    }

    /**
     * {@return the one for members on {@code loop} that read of {@code log}}
     *
     * @param browsers where that comes from, if it is not the log of the channel
     */
    ReaderGroupProxy of(HubLoop loop, ChannelLog log, @Nullable EncodedLog browsers) {
        for (ReaderGroupProxy proxy : all) {
            if (proxy.loop() == loop && proxy.reads(log)) {
                return proxy;
            }
        }
        ReaderGroupProxy proxy = new ReaderGroupProxy(hub, new ReaderGroup(hub, loop, limits), loop, home, log,
                browsers);
        all.add(proxy);
        if (paused) {
            proxy.pausePublishers(true);
        }
        return proxy;
    }

    void remove(ReaderGroupProxy proxy) {
        all.remove(proxy);
    }

    /** {@return whether any members read of {@code log}} */
    boolean read(ChannelLog log) {
        return all.stream().anyMatch(proxy -> proxy.reads(log));
    }

    /** Holds what the logs have added, before they may let go of it. */
    void hold() {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).hold();
        }
    }

    /** Tells all readers how far their log is. */
    void announce() {
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).announce();
        }
    }

    /** {@return whether readers are on several loops, or of several logs} */
    boolean areSeveral() {
        return all.size() > 1;
    }

    /** {@return whether a reader's loop is behind with what it was told} */
    boolean areBehind() {
        return all.stream().anyMatch(proxy -> proxy.behind() > 0);
    }

    /** {@code group} needs the publishers to wait, or does not any more. */
    void stalled(ReaderGroup group, boolean stalled) {
        for (ReaderGroupProxy proxy : all) {
            if (proxy.group() == group) {
                proxy.stalled(stalled);
            }
        }
    }

    /** {@return whether publishers have to wait: a reader is stalled, or a loop is half a window behind} */
    boolean needPause() {
        for (ReaderGroupProxy proxy : all) {
            if (proxy.isStalled() || proxy.behind() > limits.window() / 2) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether publishers wait} */
    boolean arePaused() {
        return paused;
    }

    /** Lets the publishers wait, or go on. */
    void pausePublishers(boolean pause) {
        paused = pause;
        all.forEach(proxy -> proxy.pausePublishers(pause));
    }
}
