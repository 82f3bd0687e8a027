package mles.server.delivery;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import mles.server.log.ChannelLog;
import mles.server.log.NumberWalk;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/** The log of a channel in another wire format, and the groups that read that. For the home loop. */
final class EncodedFeed {
    /** Time that it is kept without readers: a browser that reloads its page is back soon. */
    static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final WireFormat format;
    private final EncodedLog log;
    private final Feed feed;
    private long unreadSince;
    private boolean watched;

    EncodedFeed(DeliveryListener channel, LoopContext home, SlowReaderPolicy policy, ChannelLog source,
            WireFormat format, @Nullable NumberWalk places) {
        this.format = format;
        this.log = new EncodedLog(source, source.inSlices(format::sizeAt), format, places);
        this.feed = new Feed(channel, home, policy, log.log(), new PublishListener() {
            @Override
            public void wrote(ReaderGroupProxy proxy, Cursor cursor, long from, long to, long frames) {
                log.wrote(proxy, cursor, from, to);
            }

            @Override
            public void answer(ReaderGroupProxy proxy, Cursor cursor, long end, long tag, long number) {
                log.answer(proxy, cursor, end, tag, number);
            }
        });
    }

    boolean isNumbered() {
        return format.isNumbered();
    }

    /** {@return the place of the first message behind {@code number}} Takes in everything before. */
    LogPlace behind(long number) {
        while (isBehind()) {
            follow();
        }
        return log.behind(number);
    }

    boolean is(WireFormat wanted) {
        return format.equals(wanted);
    }

    Feed feed() {
        return feed;
    }

    /** Goes as far as the history of the source has begun: a newcomer gets that, and no more. */
    void reachStart() {
        while (log.isBehindStart() && log.behind() > 0) {
            follow();
        }
        log.trim();
    }

    /** Holds what both logs have added, before they may let go of it. */
    void retain() {
        log.hold();
        feed.retain();
    }

    /** Takes in the next frames of the source. Readers hold what is new before what is old goes. */
    void follow() {
        log.follow();
        feed.retain();
        log.trim();
    }

    /** {@return whether the source has frames that were not taken in} */
    boolean isBehind() {
        return log.behind() > 0;
    }

    /** {@return whether it has the same frames as the source now, so that both can leave out the same} */
    boolean catchUp() {
        if (log.behind() > EncodedLog.STEP) {
            return false;
        }
        follow();
        return true;
    }

    /** Leaves out the frames that were left out of the source. */
    void compact(BitSet dropped) {
        log.compact(dropped);
    }

    /** The last {@code older} frames of the source are older than the {@code newer} ones before them. */
    void reorder(long newer, long older) {
        log.reorder(newer, older);
    }

    /** The source has forgotten its history. */
    void clear() {
        log.trim();
    }

    boolean isRead() {
        return feed.groups() > 0;
    }

    /**
     * The last reader has left.
     *
     * @return whether a look is due after {@link #KEPT_NANOS}, since none is
     */
    boolean unread(long now) {
        unreadSince = now;
        boolean due = !watched;
        watched = true;
        return due;
    }

    /** It was looked at and is read: it need not be looked at again. */
    void read() {
        watched = false;
    }

    /** {@return the time for which it is still to be kept without readers} */
    long keptFor(long now) {
        return unreadSince + KEPT_NANOS - now;
    }

    /** {@return the memory of the encoded log} */
    long capacity() {
        return log.log().capacity();
    }

    void close() {
        log.close();
    }
}
