package mles.server.hub;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import org.jspecify.annotations.Nullable;

/** A live channel: its log, its members, and a reader on each loop that has some of them. For its home loop. */
final class Hub {
    private static final int FLUSH_AT = 1 << 20;

    private final ChannelName name;
    private final HubLoop home;
    private final HubLimits limits;
    private final ChannelLog log;
    private final History history;
    private final Map<ConnectionId, Seat> seats = new HashMap<>(2);
    private final List<Outlet> outlets = new ArrayList<>(1);
    private long announced;
    private long memberlessSince;
    private boolean paused;
    private boolean queued;

    Hub(ChannelName name, HubLoop home, ChannelLog log, HubLimits limits) {
        this.name = name;
        this.home = home;
        this.limits = limits;
        this.log = log;
        this.history = new History(log, limits, home.clock());
    }

    ChannelName name() {
        return name;
    }

    int members() {
        return seats.size();
    }

    long historyBytes() {
        return log.head() - log.start();
    }

    long historyFrames() {
        return log.headFrame() - log.startFrame();
    }

    /** {@return whether nothing would be lost with it} */
    boolean isDisposable() {
        return seats.isEmpty() && history.isEmpty();
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

    /**
     * Lets a newcomer in (SPEC 5.1), unless the channel has a member with its id.
     *
     * @return whether it is in
     */
    boolean join(Seat seat, First first) {
        if (seats.putIfAbsent(seat.info().cid(), seat) != null) {
            return false;
        }
        history.expire();
        Outlet outlet = outletOf(seat.loop());
        outlet.join(seat.cursor(), log);
        seat.take(this, outlet);
        ByteBuf bytes = first.bytes();
        if (first.isResync()) {
            resync(seat, outlet, bytes, first.frames());
        } else {
            append(seat, outlet, bytes, bytes.readerIndex(), bytes.readableBytes(), 1);
        }
        return true;
    }

    void publish(Seat seat, Outlet outlet, ByteBuf in, int at, int bytes, int frames) {
        append(seat, outlet, in, at, bytes, frames);
        if (log.head() - announced >= FLUSH_AT) {
            announce();
        }
    }

    private void append(Seat seat, Outlet outlet, ByteBuf in, int at, int bytes, int frames) {
        long from = log.head();
        log.append(in, at, bytes, frames);
        hold();
        history.appended(in, at, bytes);
        if (history.isCrowded()) {
            history.compact();
            hold();
        }
        home.counters().add(Counter.RECEIVED_FRAMES, frames);
        home.counters().add(Counter.RECEIVED_BYTES, bytes);
        outlet.wrote(seat.cursor(), from, log.head(), frames);
        home.turn().announceLater(this);
    }

    private void hold() {
        for (int i = 0; i < outlets.size(); i++) {
            outlets.get(i).hold(log);
        }
    }

    /** Forgets a member; the member hears of it last, so that nothing of it is left when its connection ends. */
    void leave(Seat seat, CloseReason reason) {
        seats.remove(seat.info().cid(), seat);
        home.counters().add(Counter.LEAVES, 1);
        home.hubs().events().closed(seat.info(), reason);
        if (seats.isEmpty()) {
            memberlessSince = home.nanoTime();
            home.memberless(this);
        }
        Outlet outlet = seat.free();
        if (outlet != null) {
            outlet.leave(seat.cursor(), reason, log);
            if (outlet.isEmpty()) {
                outlets.remove(outlet);
                balance();
            }
        }
    }

    /** Tells all readers how far the log is; once a turn, or when a lot has come. */
    void announce() {
        announced = log.head();
        for (int i = outlets.size() - 1; i >= 0; i--) {
            outlets.get(i).announce(log);
        }
        if (outlets.size() > 1 || paused) {
            balance();
        }
    }

    /** {@return whether all readers know how far the log is} */
    boolean hasToldAll() {
        return announced == log.head() && outlets.stream().noneMatch(outlet -> outlet.behind(log) > 0);
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
            for (Outlet outlet : outlets) {
                if (outlet.reader() == reader) {
                    outlet.stalled(stalled);
                }
            }
            balance();
        });
    }

    /** A reader's loop has caught up with what it was told. */
    void loopArrived() {
        if (paused) {
            balance();
        }
    }

    /** Forgets what it keeps for joiners; readers learn of it, since they hold it for slow members only now. */
    void clearHistory() {
        history.clear();
        home.turn().announceLater(this);
    }

    void close() {
        log.close();
    }

    private Outlet outletOf(HubLoop loop) {
        for (Outlet outlet : outlets) {
            if (outlet.loop() == loop) {
                return outlet;
            }
        }
        Outlet outlet = new Outlet(this, new Reader(this, loop, limits), loop, home, log);
        outlets.add(outlet);
        if (paused) {
            outlet.pausePublishers(true);
        }
        return outlet;
    }

    /** Publishers wait while a reader is stalled, or a loop is half a window behind. */
    private void balance() {
        boolean now = false;
        for (Outlet outlet : outlets) {
            now |= outlet.isStalled() || outlet.behind(log) > limits.window() / 2;
        }
        if (now != paused) {
            paused = now;
            outlets.forEach(outlet -> outlet.pausePublishers(paused));
            if (paused) {
                home.counters().add(Counter.PUBLISHER_PAUSES, 1);
            }
            home.hubs().events().publishersPaused(name, paused);
        }
    }

    /** What history has already is not taken again; each stored copy absorbs one item (SPEC 5.5). */
    private void resync(Seat seat, Outlet outlet, ByteBuf items, int count) {
        Map<ByteBuffer, Integer> stored = history.copies();
        int at = items.readerIndex();
        int most = history.isOff() ? 1 : count;
        List<ByteBuf> fresh = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            int size = Header.SIZE + items.getUnsignedMedium(at + 1);
            Integer copies = stored.get(items.nioBuffer(at, size));
            if (copies == null || copies == 0) {
                fresh.add(items.slice(at, size));
            } else {
                stored.put(items.nioBuffer(at, size), copies - 1);
            }
            at += size;
        }
        for (ByteBuf item : fresh) {
            append(seat, outlet, item, 0, item.readableBytes(), 1);
        }
    }
}
