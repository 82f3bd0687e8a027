package mles.server.hub;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/** A live channel: its log, its members, and a reader on each loop that has some of them. For its home loop. */
final class Hub implements DeliveryListener {
    private static final int FLUSH_AT = 1 << 20;
    /** Members from which on newcomers stay on their loops: what they are written costs more than the hop to them. */
    private static final int CROWD = 32;

    private final ChannelName name;
    private final HubLoop home;
    private final ChannelLog log;
    private final HistoryWindow history;
    private final Map<ConnectionId, HubMembership> memberships = new HashMap<>(2);
    private final Feeds feeds;
    private final HubLink link;
    private final HistoryWriter historyWriter;
    private long compactedAt;
    private long announced;
    private long flushed;
    private long memberlessSince;
    private boolean queued;
    private boolean closed;

    Hub(ChannelName name, HubLoop home, ChannelLog log, HubLimits limits) {
        this.name = name;
        this.home = home;
        this.log = log;
        this.history = new HistoryWindow(log, limits.retention(), home.clock());
        this.feeds = new Feeds(this, home, limits.slowReaders(), log);
        this.link = new HubLink(this, home, log, limits);
        StoreThreads storeThreads = home.hubs().storeThreads();
        this.historyWriter = storeThreads == null || history.isOff()
                ? HistoryWriter.NONE
                : new StoreSession(this, home, storeThreads, log, limits.retention());
    }

    ChannelName name() {
        return name;
    }

    int members() {
        return memberships.size();
    }

    /** {@return what somebody outside may want to know} */
    ChannelStats state() {
        long memory = log.capacity() + feeds.capacity();
        return new ChannelStats(name, members(), log.headFrame(), log.head(), historyFrames(), historyBytes(), memory);
    }

    long historyBytes() {
        return log.head() - log.start();
    }

    /** {@return what history costs, and {@link #clearHistory} gives back, or nothing where that is not worth it} */
    long clearableMemory() {
        return history.clearable();
    }

    long historyFrames() {
        return log.headFrame() - log.startFrame();
    }

    /** {@return whether nothing would be lost with it} */
    boolean isDisposable() {
        return memberships.isEmpty() && history.isEmpty() && !isOpening() && link.isResting();
    }

    /** {@return whether what is published has to wait: history is not there yet} */
    boolean isOpening() {
        return historyWriter.isLoading() || link.isOpening();
    }

    /** Runs {@code task} behind what waits already, when what is published need not wait any more. */
    void later(Runnable task) {
        if (historyWriter.isLoading()) {
            historyWriter.later(task);
        } else {
            link.later(task);
        }
    }

    long memberlessSince() {
        return memberlessSince;
    }

    @Nullable
    HubMembership member(ConnectionId cid) {
        return memberships.get(cid);
    }

    List<HubMembership> memberships() {
        return List.copyOf(memberships.values());
    }

    /** {@return what it has to do with a store} */
    HistoryWriter historyWriter() {
        return historyWriter;
    }

    boolean isClosed() {
        return closed;
    }

    /** These come from the store. Who is a member already does not get them, having had them before. */
    void loaded(LoadedBatch loaded) {
        int at = 0;
        for (LoadedBatch.Batch batch : loaded.batches()) {
            long from = log.head();
            log.append(loaded.bytes(), at, batch.bytes(), batch.frames());
            hold();
            history.appended(loaded.bytes(), at, batch.bytes(),
                    home.clock().getAsLong() - TimeUnit.MILLISECONDS.toNanos(batch.ageMillis()));
            skip(from, batch.frames());
            at += batch.bytes();
        }
    }

    /** Not all could be loaded, so nothing is. */
    void forgetLoaded() {
        history.clear();
        hold();
    }

    /** It is loaded, or will not be, and who waited for that has come in. */
    void settled() {
        if (memberships.isEmpty() && !closed) {
            home.memberless(this);
        }
    }

    /** More may be read. */
    void shown() {
        history.trim();
        if (history.isCrowded()) {
            compact();
        }
        home.flushQueue().flushLater(this);
    }

    /**
     * Discards the frames that the store has not acknowledged, and no reader has got; joiners get what is stored, once that can
     * be loaded. Members with another wire format read a log of their own, which cannot jump: they go.
     */
    void dropUnseen() {
        for (HubMembership membership : memberships()) {
            if (!WireFormat.FRAMES.equals(membership.cursor().member().wireFormat())) {
                membership.leaveAtHome(CloseReason.STORE_UNAVAILABLE);
            }
        }
        feeds.close();
        skip(log.shown(), log.headFrame() - log.shownFrame());
        log.show(log.head(), log.headFrame());
        history.clear();
        hold();
        home.flushQueue().flushLater(this);
    }

    /** All members go over what is between {@code from} and the head. */
    private void skip(long from, long frames) {
        if (from < log.head()) {
            memberships.values().forEach(membership -> membership.wrote(from, log.head(), frames));
        }
    }

    /**
     * Tells members what was appended at {@code from} last and is not for them: {@code publisher} has it, and nobody is told
     * something of a publisher behind something newer of the same one.
     */
    private void keepFrom(Publisher publisher, Newer newer, long from, ByteBuffer in, int frames) {
        if (newer.isEmpty()) {
            publisher.wrote(from, log.head(), frames);
            return;
        }
        for (int at = 0; at < in.limit();) {
            int end = at + Header.frameSize(in, at);
            publisher.wrote(from + at, from + end, 1);
            if (newer.has(in, at)) {
                home.counters().add(Counter.PEER_SUPERSEDED_FRAMES, 1);
                for (HubMembership membership : memberships.values()) {
                    if (membership != publisher) {
                        membership.wrote(from + at, from + end, 1);
                    }
                }
            }
            at = end;
        }
    }

    /** The frames appended last are older than {@code newer}: joiners get them before that. */
    private void reorder(Newer newer, int frames) {
        if (newer.isEmpty() || history.isOff() || historyWriter.keepsOrder()) {
            return;
        }
        feeds.catchUpWhole();
        history.reorder(newer.frames(), frames);
        feeds.reorder(newer.frames(), frames);
        hold();
    }

    /**
     * Lets a newcomer in (SPEC 5.1), unless the channel has a member with its id.
     *
     * @return whether it is in
     */
    boolean join(HubMembership membership, JoinPayload payload) {
        if (memberships.putIfAbsent(membership.info().cid(), membership) != null) {
            return false;
        }
        home.hubs().heap().take(HeapCost.of(membership.info()));
        if (memberships.size() == CROWD) {
            home.hubs().crowded(name, true);
        }
        history.expire();
        ReaderGroupProxy proxy = feeds.groupOf(membership.loop(), membership.cursor().member().wireFormat());
        proxy.join(membership.cursor());
        membership.take(this, proxy);
        ByteBuf bytes = payload.bytes();
        int fresh = 0;
        if (payload.isResync()) {
            fresh = resync(membership, bytes, history.isOff() ? 1 : payload.frames());
        } else {
            appendNew(membership, true, Newer.NONE, bytes, bytes.readerIndex(), bytes.readableBytes(), 1);
        }
        link.joined(membership, payload, fresh, feeds.arePaused());
        return true;
    }

    void publish(HubMembership membership, ByteBuf in, int at, int bytes, int frames) {
        if (historyWriter.isUnavailable()) {
            home.counters().add(Counter.DROPPED_FRAMES, frames);
            membership.leaveAtHome(CloseReason.STORE_UNAVAILABLE);
            return;
        }
        appendNew(membership, true, Newer.NONE, in, at, bytes, frames);
        if (log.head() - flushed >= FLUSH_AT) {
            flush();
        }
    }

    /** Frames came from the upstream server. */
    void received(UpstreamLink upstream, ByteBuf in, int at, int bytes, int frames) {
        appendNew(upstream, true, upstream.newer(), in, at, bytes, frames);
        if (log.head() - flushed >= FLUSH_AT) {
            flush();
        }
    }

    /**
     * Appends what the channel has not got by another way, which only a link makes possible.
     *
     * @param live  whether it is said now, and not brought back with a resync
     * @param newer what is newer
     * @return how many frames that were
     */
    private int appendNew(Publisher publisher, boolean live, Newer newer, ByteBuf in, int at, int bytes, int frames) {
        UpstreamLink upstream = link.upstreamLink();
        if (upstream == null || upstream.isResting()) {
            append(publisher, newer, in, at, bytes, frames);
            return frames;
        }
        return Sieve.sift(upstream, publisher, live, in, at, bytes,
                (some, from, size, count) -> append(publisher, newer, some, from, size, count));
    }

    private void append(Publisher publisher, Newer newer, ByteBuf in, int at, int bytes, int frames) {
        long from = log.head();
        log.append(in, at, bytes, frames);
        hold();
        keepFrom(publisher, newer, from, in.nioBuffer(at, bytes), frames);
        reorder(newer, frames);
        history.appended(in, at, bytes);
        historyWriter.appended(publisher);
        home.counters().add(Counter.RECEIVED_FRAMES, frames);
        home.counters().add(Counter.RECEIVED_BYTES, bytes);
        if (history.isCrowded()) {
            compact();
        }
        home.flushQueue().flushLater(this);
    }

    /** Whoever reads holds what the log has added, before the log may let go of it. */
    void hold() {
        feeds.retain();
        link.hold();
        historyWriter.hold();
    }

    /** The link has fallen far behind, or not any more. */
    void linkStalled() {
        balance();
    }

    /** The link is not needed any more. */
    void linkRests() {
        if (memberships.isEmpty()) {
            home.memberless(this);
        }
    }

    /** {@return its end of the link to the upstream server} */
    HubLink link() {
        return link;
    }

    private void compact() {
        // What a joiner reads must not move before it may be read.
        long settled = Math.min(log.head(), historyWriter.settled());
        // Once for what is settled meanwhile: a walk over all with each frame would cost too much.
        if (log.shown() != log.head() || settled < compactedAt || link.looksBackTo(log.reorderedTo())
                || !feeds.catchUp()) {
            return;
        }
        compactedAt = log.head();
        BitSet crowd = history.crowd(settled);
        if (!crowd.isEmpty()) {
            historyWriter.takenOut(crowd);
            history.takeOut(crowd);
            feeds.compact(crowd);
            hold();
        }
    }

    /** Forgets a member; the member hears of it last, so that nothing of it is left when its connection ends. */
    void leave(HubMembership membership, CloseReason reason) {
        memberships.remove(membership.info().cid(), membership);
        home.hubs().heap().give(HeapCost.of(membership.info()));
        if (memberships.size() == CROWD / 2) {
            home.hubs().crowded(name, false);
        }
        home.counters(membership.kind()).add(Counter.LEAVES, 1);
        home.hubs().events().closed(membership.info(), reason);
        if (memberships.isEmpty()) {
            if (!link.looksBackTo(log.reorderedTo())) {
                history.tighten();
                hold();
            }
            memberlessSince = home.nanoTime();
            home.memberless(this);
            link.memberless();
        }
        ReaderGroupProxy proxy = membership.free();
        if (proxy == null) {
            membership.loop().runOnLoop(() -> membership.cursor().close(reason));
        } else {
            proxy.leave(membership.cursor(), reason);
            if (proxy.isEmpty()) {
                feeds.remove(proxy);
                balance();
            }
        }
    }

    /** Tells all readers how far the log is; once a turn, or when a lot has come. */
    @Override
    public void flush() {
        flushed = log.head();
        announced = log.shown();
        feeds.flush();
        link.send();
        historyWriter.handOver();
        if (feeds.needBalance()) {
            balance();
        }
    }

    /** {@return whether all readers know how far the log is} */
    boolean hasToldAll() {
        return announced == log.head() && !feeds.isBehind();
    }

    @Override
    public boolean markQueued() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    @Override
    public void clearQueued() {
        queued = false;
    }

    @Override
    public void onStalled(ReaderGroup group, boolean stalled) {
        home.runOnLoop(() -> {
            feeds.stalled(group, stalled);
            balance();
        });
    }

    @Override
    public void onArrived() {
        if (feeds.arePaused()) {
            balance();
        }
    }

    /** Forgets what it keeps for joiners; readers learn of it, since they hold it for slow members only now. */
    void clearHistory() {
        history.clear();
        hold();
        link.forgetSafe();
        feeds.clear();
        home.flushQueue().flushLater(this);
    }

    /** Forgets what it keeps for joiners, and what is stored; {@code done} runs when that is so. */
    void purge(Runnable done) {
        clearHistory();
        historyWriter.clear(done);
    }

    /**
     * Lets go of everything.
     *
     * @param then run when the store has let go of it, if it uses one
     */
    void close(Runnable then) {
        link.stopWaiting();
        closed = true;
        historyWriter.close(then);
        link.close();
        feeds.close();
        log.close();
    }

    /** Publishers wait while a reader is stalled, a loop is far behind, or the link is. */
    private void balance() {
        boolean pause = feeds.needPause() || link.isStalled();
        if (pause != feeds.arePaused()) {
            feeds.pausePublishers(pause);
            link.pause(Cursor.Pause.CHANNEL, pause);
            if (pause) {
                home.counters().add(Counter.PUBLISHER_PAUSES, 1);
            }
            home.hubs().events().publishersPaused(name, pause);
        }
    }

    /** {@return how many of the items the channel did not have} */
    private int resync(HubMembership membership, ByteBuf items, int count) {
        int fresh = 0;
        for (HistoryMultiset.Fresh run : new HistoryMultiset(log).fresh(items, count)) {
            fresh += appendNew(membership, false, run.newer(), items, run.at(), run.bytes(), run.frames());
        }
        return fresh;
    }
}
