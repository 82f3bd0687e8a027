package mles.server.delivery;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import mles.server.log.ChannelLog;
import mles.server.log.HistoryWindow;
import mles.server.log.LogFollower;
import mles.server.spi.Position;
import mles.server.transport.JoinAnswer;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/** The feeds of a channel: its own log, and one for each other wire format that members want. For the home loop. */
public final class Feeds implements LogFollower {
    private final DeliveryListener channel;
    private final LoopContext home;
    private final SlowReaderPolicy policy;
    private final ChannelLog log;
    private final HistoryWindow history;
    private final Feed own;
    private final List<EncodedFeed> encoded = new ArrayList<>(0);
    private boolean paused;

    public Feeds(DeliveryListener channel, LoopContext home, SlowReaderPolicy policy, ChannelLog log,
            HistoryWindow history) {
        this.channel = channel;
        this.home = home;
        this.policy = policy;
        this.log = log;
        this.history = history;
        this.own = new Feed(channel, home, policy, log);
    }

    /**
     * Lets a newcomer read.
     *
     * @param since position behind which messages are wanted, null for everything; only of a format with numbers
     * @return its group
     */
    public ReaderGroupProxy join(Cursor cursor, LoopContext loop, @Nullable Position since) {
        WireFormat format = cursor.member().wireFormat();
        JoinAnswer answer = cursor.member().isNumbered() ? history.answer(since) : null;
        if (WireFormat.FRAMES.equals(format)) {
            ReaderGroupProxy group = own.of(loop, paused);
            group.join(cursor, answer, null);
            return group;
        }
        EncodedFeed feed = feedOf(format);
        LogPlace behind = answer == null || since == null || answer.gap() ? null : feed.behind(since.number());
        ReaderGroupProxy group = feed.feed().of(loop, paused);
        group.join(cursor, answer, behind);
        return group;
    }

    private EncodedFeed feedOf(WireFormat format) {
        EncodedFeed feed = encoded.stream().filter(each -> each.is(format)).findFirst().orElse(null);
        if (feed == null) {
            feed = new EncodedFeed(channel, home, policy, log, format, format.isNumbered() ? history.walk() : null);
            encoded.add(feed);
        }
        feed.reachStart();
        // The first frame of the newcomer may add nothing, and there may be history to encode.
        channel.flushLater();
        return feed;
    }

    /** The last member of a group has left. */
    public void remove(ReaderGroupProxy proxy) {
        if (own.remove(proxy)) {
            return;
        }
        for (EncodedFeed feed : encoded) {
            if (feed.feed().remove(proxy) && !feed.isRead() && feed.unread(home.nanoTime())) {
                home.schedule(() -> dropUnread(feed), EncodedFeed.KEPT_NANOS);
            }
        }
    }

    @Override
    public void retain() {
        for (int i = 0; i < encoded.size(); i++) {
            encoded.get(i).retain();
        }
        own.retain();
    }

    /** Encodes the next frames, and tells all readers how far their log is. */
    @Override
    public void flush() {
        for (int i = 0; i < encoded.size(); i++) {
            EncodedFeed feed = encoded.get(i);
            feed.follow();
            feed.feed().flush();
            if (feed.isBehind()) {
                channel.flushLater();
            }
        }
        own.flush();
    }

    /** {@return whether there are frames that are not encoded, or that a reader's loop was told and has not got to} */
    public boolean isBehind() {
        return own.isBehind() || encoded.stream().anyMatch(feed -> feed.isBehind() || feed.feed().isBehind());
    }

    /** {@return whether readers are on several loops, or of several logs, or publishers wait} */
    public boolean needBalance() {
        return paused || !encoded.isEmpty() || own.groups() > 1;
    }

    /** {@code group} needs the publishers to wait, or does not any more. */
    public void stalled(ReaderGroup group, boolean stalled) {
        own.stalled(group, stalled);
        encoded.forEach(feed -> feed.feed().stalled(group, stalled));
    }

    /** {@return whether a reader is stalled, or a loop is half a window behind} */
    @Override
    public boolean needsPause() {
        return own.needsPause() || encoded.stream().anyMatch(feed -> feed.feed().needsPause());
    }

    /** {@return whether publishers wait} */
    public boolean arePaused() {
        return paused;
    }

    /** Lets the publishers wait, or go on. */
    public void pausePublishers(boolean pause) {
        paused = pause;
        own.pausePublishers(pause);
        encoded.forEach(feed -> feed.feed().pausePublishers(pause));
    }

    /** {@return whether all have the same frames as the log, so that all can leave out the same} */
    public boolean catchUp() {
        boolean all = true;
        for (EncodedFeed feed : encoded) {
            all &= feed.catchUp();
        }
        return all;
    }

    /** The same however much is behind. */
    public void catchUpWhole() {
        for (EncodedFeed feed : encoded) {
            while (feed.isBehind()) {
                feed.follow();
            }
        }
    }

    /** Leaves out the frames that were left out of the log. */
    public void compact(BitSet dropped) {
        encoded.forEach(feed -> feed.compact(dropped));
    }

    /** The last {@code older} frames of the log are older than the {@code newer} ones before them. */
    public void reorder(long newer, long older) {
        encoded.forEach(feed -> feed.reorder(newer, older));
    }

    /** The log has forgotten its history. */
    public void clear() {
        for (EncodedFeed feed : List.copyOf(encoded)) {
            if (feed.isRead()) {
                feed.clear();
            } else {
                close(feed);
            }
        }
    }

    /** Numbers mean other messages now: what has them is encoded anew for those to come. */
    public void closeNumbered() {
        List.copyOf(encoded).stream().filter(EncodedFeed::isNumbered).forEach(this::close);
    }

    /** {@return the memory that encoded logs keep} */
    public long capacity() {
        return encoded.stream().mapToLong(EncodedFeed::capacity).sum();
    }

    /** Lets go of what is encoded. */
    public void close() {
        encoded.forEach(EncodedFeed::close);
        encoded.clear();
    }

    private void close(EncodedFeed feed) {
        encoded.remove(feed);
        feed.close();
    }

    private void dropUnread(EncodedFeed feed) {
        if (!encoded.contains(feed)) {
            return;
        }
        long left = feed.keptFor(home.nanoTime());
        if (feed.isRead()) {
            feed.read();
        } else if (left > 0) {
            home.schedule(() -> dropUnread(feed), left);
        } else {
            close(feed);
        }
    }
}
