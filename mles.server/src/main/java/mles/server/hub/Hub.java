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
import mles.server.transport.Framing;
import org.jspecify.annotations.Nullable;

/** A live channel: its log, its members, and a reader on each loop that has some of them. For its home loop. */
final class Hub {
    private static final int FLUSH_AT = 1 << 20;
    /** Members from which on newcomers stay on their loops: what they are written costs more than the hop to them. */
    private static final int CROWD = 32;

    private final ChannelName name;
    private final HubLoop home;
    private final ChannelLog log;
    private final History history;
    private final Map<ConnectionId, Seat> seats = new HashMap<>(2);
    private final Outlets outlets;
    private final Browsers browsers;
    private final HubLink link;
    private final Journal journal;
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
        this.history = new History(log, limits.retention(), home.clock());
        this.outlets = new Outlets(this, home, limits);
        this.browsers = new Browsers(this, home, log, outlets);
        this.link = new HubLink(this, home, log, limits);
        Journals journals = home.hubs().journals();
        this.journal = journals == null || history.isOff()
                ? Journal.NONE
                : new StoreJournal(this, home, journals, log, limits.retention());
    }

    ChannelName name() {
        return name;
    }

    int members() {
        return seats.size();
    }

    /** {@return what somebody outside may want to know} */
    ChannelState state() {
        long memory = log.capacity() + browsers.capacity();
        return new ChannelState(name, members(), log.headFrame(), log.head(), historyFrames(), historyBytes(), memory);
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
        return seats.isEmpty() && history.isEmpty() && !isOpening() && link.isResting();
    }

    /** {@return whether what is published has to wait: history is not there yet} */
    boolean isOpening() {
        return journal.isLoading() || link.isOpening();
    }

    /** Runs {@code task} behind what waits already, when what is published need not wait any more. */
    void later(Runnable task) {
        if (journal.isLoading()) {
            journal.later(task);
        } else {
            link.later(task);
        }
    }

    long memberlessSince() {
        return memberlessSince;
    }

    @Nullable
    Seat member(ConnectionId cid) {
        return seats.get(cid);
    }

    List<Seat> seats() {
        return List.copyOf(seats.values());
    }

    /** {@return what it has to do with a store} */
    Journal journal() {
        return journal;
    }

    boolean isClosed() {
        return closed;
    }

    /** These come from the store. Who is a member already does not get them, having had them before. */
    void loaded(LoadedFrames loaded) {
        int at = 0;
        for (LoadedFrames.Batch batch : loaded.batches()) {
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
        if (seats.isEmpty() && !closed) {
            home.memberless(this);
        }
    }

    /** More may be read. */
    void shown() {
        history.trim();
        if (history.isCrowded()) {
            compact();
        }
        home.turn().announceLater(this);
    }

    /**
     * Nobody will see what nobody has seen yet; joiners get what is stored, once that can be loaded. Browsers have a log of
     * their own, which cannot jump it: they go.
     */
    void dropUnseen() {
        for (Seat seat : seats()) {
            if (seat.cursor().member().framing() != Framing.MLES) {
                seat.leaveAtHome(CloseReason.STORE_UNAVAILABLE);
            }
        }
        browsers.close();
        skip(log.shown(), log.headFrame() - log.shownFrame());
        log.show(log.head(), log.headFrame());
        history.clear();
        hold();
        home.turn().announceLater(this);
    }

    /** All members go over what is between {@code from} and the head. */
    private void skip(long from, long frames) {
        if (from < log.head()) {
            seats.values().forEach(seat -> seat.wrote(from, log.head(), frames));
        }
    }

    /**
     * Tells members what was appended at {@code from} last and is not for them: {@code author} has it, and nobody is told
     * something of a publisher behind something newer of the same one.
     */
    private void keepFrom(Author author, Newer newer, long from, ByteBuffer in, int frames) {
        if (newer.isEmpty()) {
            author.wrote(from, log.head(), frames);
            return;
        }
        for (int at = 0; at < in.limit();) {
            int end = at + Header.frameSize(in, at);
            author.wrote(from + at, from + end, 1);
            if (newer.has(in, at)) {
                home.counters().add(Counter.PEER_SUPERSEDED_FRAMES, 1);
                for (Seat seat : seats.values()) {
                    if (seat != author) {
                        seat.wrote(from + at, from + end, 1);
                    }
                }
            }
            at = end;
        }
    }

    /** The frames appended last are older than {@code newer}: joiners get them before that. */
    private void reorder(Newer newer, int frames) {
        if (newer.isEmpty() || history.isOff() || journal.keepsOrder()) {
            return;
        }
        while (browsers.areBehind()) {
            browsers.follow();
        }
        history.reorder(newer.frames(), frames);
        browsers.reorder(newer.frames(), frames);
        hold();
    }

    /**
     * Lets a newcomer in (SPEC 5.1), unless the channel has a member with its id.
     *
     * @return whether it is in
     */
    boolean join(Seat seat, First first) {
        if (seats.putIfAbsent(seat.info().cid(), seat) != null) {
            return false;
        }
        home.hubs().heap().take(HeapCost.of(seat.info()));
        if (seats.size() == CROWD) {
            home.hubs().crowded(name, true);
        }
        history.expire();
        Outlet outlet = outletOf(seat);
        outlet.join(seat.cursor());
        seat.take(this, outlet);
        ByteBuf bytes = first.bytes();
        int fresh = 0;
        if (first.isResync()) {
            fresh = resync(seat, bytes, history.isOff() ? 1 : first.frames());
        } else {
            appendNew(seat, true, Newer.NONE, bytes, bytes.readerIndex(), bytes.readableBytes(), 1);
        }
        link.joined(seat, first, fresh, outlets.arePaused());
        return true;
    }

    void publish(Seat seat, ByteBuf in, int at, int bytes, int frames) {
        if (journal.isUnavailable()) {
            home.counters().add(Counter.DROPPED_FRAMES, frames);
            seat.leaveAtHome(CloseReason.STORE_UNAVAILABLE);
            return;
        }
        appendNew(seat, true, Newer.NONE, in, at, bytes, frames);
        if (log.head() - flushed >= FLUSH_AT) {
            announce();
        }
    }

    /** Frames came from the server above. */
    void received(Uplink uplink, ByteBuf in, int at, int bytes, int frames) {
        appendNew(uplink, true, uplink.newer(), in, at, bytes, frames);
        if (log.head() - flushed >= FLUSH_AT) {
            announce();
        }
    }

    /**
     * Appends what the channel has not got by another way, which only a link makes possible.
     *
     * @param live  whether it is said now, and not brought back with a resync
     * @param newer what is newer
     * @return how many frames that were
     */
    private int appendNew(Author author, boolean live, Newer newer, ByteBuf in, int at, int bytes, int frames) {
        Uplink uplink = link.uplink();
        if (uplink == null || uplink.isResting()) {
            append(author, newer, in, at, bytes, frames);
            return frames;
        }
        return Sieve.sift(uplink, author, live, in, at, bytes,
                (some, from, size, count) -> append(author, newer, some, from, size, count));
    }

    private void append(Author author, Newer newer, ByteBuf in, int at, int bytes, int frames) {
        long from = log.head();
        log.append(in, at, bytes, frames);
        hold();
        keepFrom(author, newer, from, in.nioBuffer(at, bytes), frames);
        reorder(newer, frames);
        history.appended(in, at, bytes);
        journal.appended(author);
        home.counters().add(Counter.RECEIVED_FRAMES, frames);
        home.counters().add(Counter.RECEIVED_BYTES, bytes);
        if (history.isCrowded()) {
            compact();
        }
        home.turn().announceLater(this);
    }

    /** Whoever reads holds what the log has added, before the log may let go of it. */
    void hold() {
        browsers.hold();
        outlets.hold();
        link.hold();
        journal.hold();
    }

    /** The link has fallen far behind, or not any more. */
    void linkStalled() {
        balance();
    }

    /** The link is not needed any more. */
    void linkRests() {
        if (seats.isEmpty()) {
            home.memberless(this);
        }
    }

    /** {@return its end of the link to the server above} */
    HubLink link() {
        return link;
    }

    private void compact() {
        // What a joiner reads must not move before it may be read.
        long settled = Math.min(log.head(), journal.settled());
        // Once for what is settled meanwhile: a walk over all with each frame would cost too much.
        if (log.shown() != log.head() || settled < compactedAt || link.looksBackTo(log.reorderedTo())
                || !browsers.catchUp()) {
            return;
        }
        compactedAt = log.head();
        BitSet crowd = history.crowd(settled);
        if (!crowd.isEmpty()) {
            journal.takenOut(crowd);
            history.takeOut(crowd);
            browsers.compact(crowd);
            hold();
        }
    }

    /** Forgets a member; the member hears of it last, so that nothing of it is left when its connection ends. */
    void leave(Seat seat, CloseReason reason) {
        seats.remove(seat.info().cid(), seat);
        home.hubs().heap().give(HeapCost.of(seat.info()));
        if (seats.size() == CROWD / 2) {
            home.hubs().crowded(name, false);
        }
        home.counters(seat.kind()).add(Counter.LEAVES, 1);
        home.hubs().events().closed(seat.info(), reason);
        if (seats.isEmpty()) {
            if (!link.looksBackTo(log.reorderedTo())) {
                history.tighten();
                hold();
            }
            memberlessSince = home.nanoTime();
            home.memberless(this);
            link.memberless();
        }
        Outlet outlet = seat.free();
        if (outlet == null) {
            seat.loop().execute(() -> seat.cursor().close(reason));
        } else {
            outlet.leave(seat.cursor(), reason);
            if (outlet.isEmpty()) {
                outlets.remove(outlet);
                balance();
                browsers.left();
            }
        }
    }

    /** Tells all readers how far the log is; once a turn, or when a lot has come. */
    void announce() {
        flushed = log.head();
        announced = log.shown();
        browsers.follow();
        outlets.announce();
        link.send();
        journal.handOver();
        if (outlets.areSeveral() || outlets.arePaused()) {
            balance();
        }
    }

    /** {@return whether all readers know how far the log is} */
    boolean hasToldAll() {
        return announced == log.head() && !browsers.areBehind() && !outlets.areBehind();
    }

    /** {@return whether it was not queued for its turn yet} */
    boolean queue() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    void unqueue() {
        queued = false;
    }

    /** A reader needs the publishers to wait, or does not any more; from any loop. */
    void stalled(Reader reader, boolean stalled) {
        home.execute(() -> {
            outlets.stalled(reader, stalled);
            balance();
        });
    }

    /** A reader's loop has caught up with what it was told. */
    void loopArrived() {
        if (outlets.arePaused()) {
            balance();
        }
    }

    /** Forgets what it keeps for joiners; readers learn of it, since they hold it for slow members only now. */
    void clearHistory() {
        history.clear();
        hold();
        link.forgetSafe();
        browsers.clear();
        home.turn().announceLater(this);
    }

    /** Forgets what it keeps for joiners, and what is stored; {@code done} runs when that is so. */
    void purge(Runnable done) {
        clearHistory();
        journal.clear(done);
    }

    /**
     * Lets go of everything.
     *
     * @param then run when the store has let go of it, if it uses one
     */
    void close(Runnable then) {
        link.stopWaiting();
        closed = true;
        journal.close(then);
        link.close();
        browsers.close();
        log.close();
    }

    private Outlet outletOf(Seat seat) {
        if (seat.cursor().member().framing() == Framing.MLES) {
            return outlets.of(seat.loop(), log, null);
        }
        BrowserLog read = browsers.open();
        return outlets.of(seat.loop(), read.log(), read);
    }

    /** Publishers wait while a reader is stalled, a loop is far behind, or the link is. */
    private void balance() {
        boolean pause = outlets.needPause() || link.isStalled();
        if (pause != outlets.arePaused()) {
            outlets.pausePublishers(pause);
            link.pause(Cursor.Pause.CHANNEL, pause);
            if (pause) {
                home.counters().add(Counter.PUBLISHER_PAUSES, 1);
            }
            home.hubs().events().publishersPaused(name, pause);
        }
    }

    /** {@return how many of the items the channel did not have} */
    private int resync(Seat seat, ByteBuf items, int count) {
        int fresh = 0;
        for (StoredCopies.Fresh run : new StoredCopies(log).fresh(items, count)) {
            fresh += appendNew(seat, false, run.newer(), items, run.at(), run.bytes(), run.frames());
        }
        return fresh;
    }
}
