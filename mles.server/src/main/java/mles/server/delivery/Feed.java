package mles.server.delivery;

import java.util.ArrayList;
import java.util.List;
import mles.server.log.ChannelLog;

/** A log, and the groups that read it: one for each loop with members. For the home loop. */
final class Feed {
    private final DeliveryListener channel;
    private final LoopContext home;
    private final SlowReaderPolicy policy;
    private final ChannelLog log;
    private final PublishListener publishes;
    private final List<ReaderGroupProxy> all = new ArrayList<>(1);

    /** @param log that of the channel itself */
    Feed(DeliveryListener channel, LoopContext home, SlowReaderPolicy policy, ChannelLog log) {
        this(channel, home, policy, log, PublishListener.DIRECT);
    }

    /**
     * @param log       another form of the channel's log
     * @param publishes tells the proxy the ranges of {@code log}
     */
    Feed(DeliveryListener channel, LoopContext home, SlowReaderPolicy policy, ChannelLog log,
            PublishListener publishes) {
        this.channel = channel;
        this.home = home;
        this.policy = policy;
        this.log = log;
        this.publishes = publishes;
    }

    /** {@return the group of members on {@code loop}} */
    ReaderGroupProxy of(LoopContext loop, boolean paused) {
        for (ReaderGroupProxy proxy : all) {
            if (proxy.loop().equals(loop)) {
                return proxy;
            }
        }
        ReaderGroupProxy proxy = new ReaderGroupProxy(channel, new ReaderGroup(channel, loop, policy), loop, home, log,
                publishes);
        all.add(proxy);
        if (paused) {
            proxy.pausePublishers(true);
        }
        return proxy;
    }

    /** {@return whether it had this group} */
    boolean remove(ReaderGroupProxy proxy) {
        return all.remove(proxy);
    }

    /** {@return the loops that have members} */
    int groups() {
        return all.size();
    }

    /** Holds what the log has added, before the log may let go of it. */
    void retain() {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).retain();
        }
    }

    /** Tells all readers how far the log is. */
    void flush() {
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).flush();
        }
    }

    /** {@return whether a reader's loop is behind with what it was told} */
    boolean isBehind() {
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
    boolean needsPause() {
        for (int i = 0; i < all.size(); i++) {
            ReaderGroupProxy proxy = all.get(i);
            if (proxy.isStalled() || proxy.behind() > policy.calm()) {
                return true;
            }
        }
        return false;
    }

    /** Lets the publishers wait, or go on. */
    void pausePublishers(boolean pause) {
        all.forEach(proxy -> proxy.pausePublishers(pause));
    }
}
