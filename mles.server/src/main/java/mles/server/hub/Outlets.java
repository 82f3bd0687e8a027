package mles.server.hub;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways from a channel to its readers, one for each loop and log with members. For the home loop. */
final class Outlets {
    private final Hub hub;
    private final HubLoop home;
    private final HubLimits limits;
    private final List<Outlet> all = new ArrayList<>(1);
    private boolean paused;

    Outlets(Hub hub, HubLoop home, HubLimits limits) {
        this.hub = hub;
        this.home = home;
        this.limits = limits;
    }

    /**
     * {@return the one for members on {@code loop} that read of {@code log}}
     *
     * @param browsers where that comes from, if it is not the log of the channel
     */
    Outlet of(HubLoop loop, ChannelLog log, @Nullable BrowserLog browsers) {
        for (Outlet outlet : all) {
            if (outlet.loop() == loop && outlet.reads(log)) {
                return outlet;
            }
        }
        Outlet outlet = new Outlet(hub, new Reader(hub, loop, limits), loop, home, log, browsers);
        all.add(outlet);
        if (paused) {
            outlet.pausePublishers(true);
        }
        return outlet;
    }

    void remove(Outlet outlet) {
        all.remove(outlet);
    }

    /** {@return whether any members read of {@code log}} */
    boolean read(ChannelLog log) {
        return all.stream().anyMatch(outlet -> outlet.reads(log));
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
        return all.stream().anyMatch(outlet -> outlet.behind() > 0);
    }

    /** {@code reader} needs the publishers to wait, or does not any more. */
    void stalled(Reader reader, boolean stalled) {
        for (Outlet outlet : all) {
            if (outlet.reader() == reader) {
                outlet.stalled(stalled);
            }
        }
    }

    /** {@return whether publishers have to wait: a reader is stalled, or a loop is half a window behind} */
    boolean needPause() {
        for (Outlet outlet : all) {
            if (outlet.isStalled() || outlet.behind() > limits.window() / 2) {
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
        all.forEach(outlet -> outlet.pausePublishers(pause));
    }
}
