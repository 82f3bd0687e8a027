package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.server.transport.LinkedChannel;
import mles.server.transport.PeerLink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel's place in the server above (SPEC 6): a member without connection id and presence, which is never parked. It
 * has two positions in the log: up to {@code sent} frames were written to the link, up to {@code safe} they have arrived.
 * What lies between is kept for a resync. For the home loop.
 */
final class Uplink implements LinkedChannel, Author {
    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
    private static final int MOST_AT_ONCE = 256 * 1024;
    private static final int WRITES_IN_A_TURN = 8;
    private static final long NUMBER = -1;
    /** After that long on a connection the channel has all that the server above has. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Hub hub;
    private final HubLoop home;
    private final ChannelLog log;
    private final HubLimits limits;
    private final PeerLink link;
    private final LinkWatch watch;
    private final OwnRanges received = new OwnRanges();
    private final Stretch held = new Stretch();
    private final SafePoint safe;
    private final LoopGuard guard = new LoopGuard();
    private LinkJoin join;
    private Segment lastHeld;
    private Segment at;
    private long sent;
    private long sentBefore;
    private int writing;
    private int pauses;
    private @Nullable Replay replay;
    private boolean open;
    private boolean sending;
    private boolean resting;
    /** The server above may have what was not sent to it, by another way. */
    private boolean roundabout;
    private boolean begun;
    private long begunAt;
    private boolean dropping;
    private boolean closed;

    /** @param join the frame with which the channel was first joined; it counts as sent, and all before it */
    Uplink(Hub hub, HubLoop home, ChannelLog log, HubLimits limits, Linking linking, LinkJoin join) {
        this.hub = hub;
        this.home = home;
        this.log = log;
        this.limits = limits;
        this.join = join;
        this.safe = new SafePoint(limits.window() / 8);
        this.lastHeld = log.last();
        this.at = lastHeld;
        this.sent = log.head();
        safe.set(sent);
        if (log.first() != null) {
            held.add(lastHeld.retain(), lastHeld);
        }
        this.watch = new LinkWatch(this, hub, home, limits, linking.idleNanos());
        this.link = linking.links().link(this);
    }

    @Override
    public EventLoop loop() {
        return home.eventLoop();
    }

    @Override
    public ChannelName name() {
        return hub.name();
    }

    @Override
    public String uid() {
        return join.uid();
    }

    @Override
    public long number() {
        return NUMBER;
    }

    @Override
    public boolean needsLink() {
        // What was written lately may be lost with its connection.
        return !closed && !resting && (hub.members() > 0 || unsent() > 0 || safe.position() < sent);
    }

    /** {@return how many bytes are to be sent, those not counted that came from above} */
    long unsent() {
        skipReceived();
        return log.head() - sent;
    }

    /** {@return whether there is a connection that takes frames} */
    boolean isOpen() {
        return open;
    }

    /** {@return whether everything is written that can be at present} */
    boolean isIdle() {
        return !open || (unsent() == 0 && writing == 0);
    }

    /** {@return whether it is neither up nor about to be} */
    boolean isResting() {
        return resting;
    }

    /** {@return whether publishers have to wait for it} */
    boolean isStalled() {
        return watch.isStalled();
    }

    PeerLink link() {
        return link;
    }

    /** A member came, and the channel has what it joined with. */
    void joined(LinkJoin itsJoin, Author member) {
        if (resting || !begun) {
            remember(itsJoin.frame(), member.number());
        }
        if (resting) {
            resting = false;
            join = itsJoin;
            share();
        }
        link.wake();
    }

    /**
     * A member brought back history that the channel lacked. Before this link has heard all of the server above, that one
     * may have it; so it must not be sent like something new.
     */
    void broughtBack() {
        if (!open || home.nanoTime() - begunAt < SETTLED_NANOS) {
            open = false;
            share();
            link.rejoin();
        }
    }

    /** The last member has left. */
    void memberless() {
        if (closed) {
            return;
        }
        if (open) {
            watch.memberless();
        } else if (!needsLink()) {
            rest();
        }
    }

    /** Nobody needs it any more. */
    void rest() {
        resting = true;
        open = false;
        link.rest();
        hub.linkRests();
    }

    /** Holds what the log has added. */
    void hold() {
        while (lastHeld != log.last()) {
            Segment next = lastHeld.next();
            if (next == null) {
                throw new IllegalStateException("the chain ends early");
            }
            lastHeld = next.retain();
            held.add(next, next);
        }
        if (!open) {
            dropOldest();
        }
    }

    @Override
    public void wrote(long from, long to, long frames) {
        received.add(from, to, frames);
    }

    @Override
    public void refused() {
        throw new IllegalStateException("a store that is always in step does not go with a link");
    }

    /** Writes what there is to write; once a turn. */
    void send() {
        if (!open || sending) {
            return;
        }
        sending = true;
        int writes = 0;
        while (open && writing == 0 && unsent() > 0 && writes < WRITES_IN_A_TURN) {
            write();
            writes++;
        }
        sending = false;
        if (open) {
            watch.check(unsent());
            watch.trail();
            if (writing == 0 && unsent() > 0) {
                home.turn().announceLater(hub);
            }
        }
    }

    @Override
    public void written() {
        if (open) {
            sent += writing;
            writing = 0;
            send();
        }
    }

    @Override
    public ByteBuf begin(long key, Optional<ConnectionId> cid) {
        skipReceived();
        sentBefore = sent;
        if (roundabout) {
            roundabout = false;
            share();
        }
        Segment first = held.first() == null ? at : held.first();
        boolean fromHistory = log.first() != null && log.start() < safe.position();
        Walk walk = fromHistory ? new Walk(log.first(), log.start(), sent) : new Walk(first, safe.position(), sent);
        Rejoin rejoin = new Rejoin(join, key, cid, begun);
        begun = true;
        begunAt = home.nanoTime();
        while (walk.next()) {
            rejoin.add(walk.frame(), walk.position() >= safe.position());
        }
        // What came from above behind something unsent is shared as well.
        Walk unsent = new Walk(segmentAt(sent), sent, received.isEmpty() ? sent : log.head());
        while (unsent.next()) {
            if (received.covers(unsent.position())) {
                rejoin.add(unsent.frame(), false);
            }
        }
        replay = rejoin.replay(home.nanoTime());
        if (cid.isPresent()) {
            remember(rejoin.first(), NUMBER - 1);
        }
        ByteBuf frame = rejoin.frame();
        home.counters().add(Counter.PEER_DROPPED_FRAMES, rejoin.leftOut());
        safe.begin(sent, home.nanoTime());
        return frame;
    }

    @Override
    public void open() {
        open = true;
        dropping = false;
        link.reading(pauses == 0);
        home.turn().announceLater(hub);
        if (hub.members() == 0) {
            watch.memberless();
        }
    }

    @Override
    public void received(ByteBuf in, int from, int bytes, int frames) {
        if (!closed) {
            hub.received(this, in, from, bytes, frames);
        }
    }

    @Override
    public void down(boolean refused) {
        if (closed) {
            return;
        }
        open = false;
        writing = 0;
        replay = null;
        toFrameBoundary();
        if (refused) {
            roundabout = true;
            sent = Math.max(safe.position(), Math.min(sent, sentBefore));
        }
        safe.freeze();
        dropOldest();
        watch.down();
        if (resting) {
            safe.set(sent);
        } else if (!needsLink()) {
            resting = true;
            hub.linkRests();
        }
    }

    /** {@return whether a frame that comes in is to be dropped, as the channel has it} */
    boolean isRepeat(Author author, ByteBuffer in, int from, int size) {
        long now = home.nanoTime();
        if (replay != null && author == this && isReplayed(replay, in, from, size, now)) {
            home.counters().add(Counter.PEER_KNOWN_FRAMES, 1);
            return true;
        }
        if (!guard.isEcho(Digest.withoutKey(in, from, size), author.number(), now)) {
            return false;
        }
        home.counters().add(Counter.PEER_ECHOED_FRAMES, 1);
        // Who comes back often has joined with the same frame each time, and a replay tells all of them.
        boolean replaying = author == this && (replay != null || now - begunAt < Replay.QUIET_NANOS);
        if (!replaying && guard.isLoop(now)) {
            guard.reset();
            roundabout = true;
            home.later(() -> link.fail(CloseReason.LOOP));
        }
        return true;
    }

    private boolean isReplayed(Replay absorbing, ByteBuffer in, int from, int size, long now) {
        if (absorbing.absorbs(in, from, size, Digest.of(in, from, size), now)) {
            return true;
        }
        if (absorbing.isOver(now)) {
            replay = null;
        }
        return false;
    }

    private void remember(ByteBuffer frame, long author) {
        guard.isEcho(Digest.withoutKey(frame, 0, frame.remaining()), author, home.nanoTime());
    }

    void pause(Cursor.Pause reason, boolean on) {
        int before = pauses;
        pauses = on ? pauses | reason.bit() : pauses & ~reason.bit();
        if ((before == 0) != (pauses == 0) && open) {
            link.reading(pauses == 0);
        }
    }

    /** {@return the bytes that wait for a server above that is away} */
    long waiting() {
        return open ? 0 : unsent();
    }

    /** Memory is short: a resync will be of the history alone. */
    void forgetSafe() {
        safe.advance(home.nanoTime(), sent);
        held.releaseTo(safe.position());
    }

    /** Memory is short, and there is no other way: what could not be sent is lost. */
    void dropWaiting() {
        if (!open) {
            dropTo(log.head());
            held.releaseTo(safe.position());
        }
    }

    /** The channel goes; what was not sent is lost. */
    void close() {
        writing = 0;
        if (open) {
            toFrameBoundary();
            safe.set(sent);
        }
        closed = true;
        open = false;
        dropTo(log.head());
        watch.close();
        link.close();
        held.releaseAll();
    }

    /** Lets go of what has arrived above. {@return whether there will be more, later} */
    boolean trail() {
        if (!open) {
            return false;
        }
        long now = home.nanoTime();
        safe.sent(sent, log.head(), now);
        safe.advance(now, log.head() - limits.window());
        held.releaseTo(safe.position());
        if (replay != null && replay.isOver(now)) {
            replay = null;
        }
        return safe.position() < sent || replay != null;
    }

    /** From now on everything that is there counts as sent. */
    private void share() {
        sent = log.head();
        while (!received.isEmpty()) {
            received.removeFirst();
        }
    }

    private void skipReceived() {
        while (writing == 0 && !received.isEmpty() && received.from() <= sent) {
            sent = Math.max(sent, received.to());
            received.removeFirst();
        }
    }

    private void write() {
        Segment segment = segmentAt(sent);
        at = segment;
        Segment next = segment.next();
        long end = next == null ? log.head() : Math.min(log.head(), next.start());
        if (!received.isEmpty()) {
            end = Math.min(end, received.from());
        }
        writing = (int) Math.min(end - sent, MOST_AT_ONCE);
        link.write(segment.memory(), segment.index(sent), writing);
    }

    private Segment segmentAt(long position) {
        Segment segment = at;
        for (Segment next = segment.next(); next != null && next.start() <= position; next = segment.next()) {
            segment = next;
        }
        return segment;
    }

    /** What was written of a frame counts for nothing without the rest. */
    private void toFrameBoundary() {
        Segment first = held.first();
        if (first == null || safe.position() >= sent) {
            return;
        }
        long boundary = safe.position();
        Walk walk = new Walk(first, boundary, sent);
        while (walk.next() && walk.position() + walk.size() <= sent) {
            boundary = walk.position() + walk.size();
        }
        sent = boundary;
        at = first;
    }

    /** History is kept in any case; what is older than that must not take more than the window. */
    private void dropOldest() {
        if (unsent() > limits.window() && sent < log.start()) {
            dropTo(Math.min(log.start(), log.head() - limits.window() + limits.window() / 8));
        }
        dropTo(Math.min(Math.min(sent, log.start()), log.head() - limits.window()));
        held.releaseTo(safe.position());
    }

    /** Gives up what is before: what was written and may not have arrived, and what is unsent. */
    private void dropTo(long least) {
        long dropped = 0;
        long boundary = safe.position();
        Walk written = new Walk(held.first(), boundary, sent);
        while (boundary < least && written.next()) {
            boundary = written.position() + written.size();
            dropped++;
        }
        while (unsent() > 0 && sent < least) {
            sent += frameSize(sent);
            boundary = sent;
            dropped++;
        }
        if (boundary > safe.position()) {
            safe.set(boundary);
        }
        home.counters().add(Counter.PEER_DROPPED_FRAMES, dropped);
        if (!dropping && dropped > 0) {
            dropping = true;
            LOG.warn("the server above is away: the oldest frames of a channel are given up, {} at once",
                    dropped);
        }
    }

    private int frameSize(long position) {
        at = segmentAt(position);
        return Header.SIZE + Header.payloadLength(at.view(), at.index(position));
    }
}
