package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.Optional;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.transport.LinkOutcome;
import mles.server.transport.UpstreamChannel;
import mles.server.transport.PeerLink;

/**
 * A channel's place in the upstream server (SPEC 6): a member without connection id and presence, which is never parked. How
 * far it has got is its {@link UpstreamPosition}'s business. For the home loop.
 */
final class UpstreamLink implements UpstreamChannel, Publisher {
    private static final int WRITES_IN_A_TURN = 8;
    private static final long NUMBER = -1;
    /** For what the link itself says. */
    private static final long OWN_NUMBER = NUMBER - 1;

    private final Hub hub;
    private final HubLoop home;
    private final PeerLink link;
    private final UpstreamTimers watch;
    private final UpstreamPosition upstreamPosition;
    private final DuplicateFilter duplicates;
    private final EchoCounter echoCounter = new EchoCounter();
    private final CatchUp catchUp;
    private final UpstreamHandshake handshake;
    private int pauses;
    private boolean woken;
    private boolean connected;
    private boolean open;
    private boolean sending;
    private boolean resting;
    private boolean closed;

    /** @param join the frame with which the channel was first joined; it counts as sent, and all before it */
    UpstreamLink(Hub hub, HubLoop home, ChannelLog log, HubLimits limits, UpstreamConfig upstreamConfig,
            JoinFrame join) {
        this.hub = hub;
        this.home = home;
        this.upstreamPosition = new UpstreamPosition(home, log, limits.window(), join.lastBytes());
        this.catchUp = new CatchUp(home, upstreamConfig.loadNanos(), this::caughtUp);
        this.duplicates = new DuplicateFilter(home);
        this.watch = new UpstreamTimers(this, hub, home, limits.slowReaders(), upstreamConfig.idleNanos());
        this.link = upstreamConfig.links().link(this);
        this.handshake = new UpstreamHandshake(home, hub.name(), link, upstreamPosition, duplicates, join);
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
        return handshake.uid();
    }

    @Override
    public long number() {
        return NUMBER;
    }

    @Override
    public EchoCounter echoes() {
        return echoCounter;
    }

    @Override
    public boolean needsLink() {
        // What was written lately may be lost with its connection.
        return !closed && !resting
                && (hub.members() > 0 || handshake.isOwed() || upstreamPosition.unsent() > 0
                        || upstreamPosition.mayBeLost());
    }

    /** {@return how many bytes are to be sent} */
    long unsent() {
        return upstreamPosition.unsent();
    }

    /** {@return whether there is a connection that takes frames} */
    boolean isOpen() {
        return open;
    }

    /** {@return whether everything is written that can be at present} */
    boolean isIdle() {
        return !open || (upstreamPosition.unsent() == 0 && !upstreamPosition.isWriting());
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
    void joined(JoinFrame itsJoin, Publisher member) {
        if (resting || handshake.isFirst()) {
            duplicates.remember(itsJoin.frame(), member.number());
        }
        if ((resting || !woken) && !itsJoin.isResync()) {
            catchUp.open();
        }
        woken = true;
        if (resting) {
            resting = false;
            handshake.with(itsJoin);
        }
        link.wake();
    }

    /**
     * A member brought back history that the channel lacked. Before this link has heard all of the upstream server, that one
     * may have it; so it must not be sent like something new.
     */
    void broughtBack() {
        if (!open) {
            handshake.byAnotherWay();
        } else if (handshake.again()) {
            open = false;
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
        catchUp.stop();
        link.rest();
        hub.linkRests();
    }

    /** Holds what the log has added. */
    void hold() {
        upstreamPosition.hold();
    }

    @Override
    public void wrote(long from, long to, long frames) {
        upstreamPosition.received(from, to, frames, catchUp.isRunning());
    }

    @Override
    public void refused() {
        throw new IllegalStateException("a store that is always in step does not go with a link");
    }

    /** Writes what there is to write, or gives up what history and window do not hold; once a turn. */
    void send() {
        if (closed || sending) {
            return;
        }
        if (!open || catchUp.isRunning()) {
            upstreamPosition.dropOldest();
            watch.trail();
            return;
        }
        sending = true;
        for (int i = 0; i < WRITES_IN_A_TURN && open && !upstreamPosition.isWriting()
                && upstreamPosition.unsent() > 0; i++) {
            upstreamPosition.write(link);
        }
        sending = false;
        if (open) {
            watch.check(upstreamPosition.unsent());
            watch.trail();
            if (!upstreamPosition.isWriting() && upstreamPosition.unsent() > 0) {
                home.flushQueue().flushLater(hub);
            }
        }
    }

    @Override
    public void written() {
        if (open) {
            upstreamPosition.written();
            send();
        }
    }

    @Override
    public ByteBuf begin(long key, Optional<ConnectionId> cid) {
        catchUp.begin(link.roundTripNanos());
        return handshake.begin(key, cid, OWN_NUMBER);
    }

    @Override
    public void open() {
        connected = true;
        link.reading(pauses == 0);
        open = handshake.isDone();
        watch.trail();
        home.flushQueue().flushLater(hub);
        if (open && hub.members() == 0) {
            watch.memberless();
        }
    }

    @Override
    public void accepted() {
        handshake.accepted();
    }

    @Override
    public void received(ByteBuf in, int from, int bytes, int frames) {
        if (!closed) {
            catchUp.heard();
            hub.received(this, in, from, bytes, frames);
        }
    }

    @Override
    public void down(LinkOutcome how) {
        handshake.down(how);
        if (closed) {
            return;
        }
        connected = false;
        open = false;
        if (how == LinkOutcome.OTHER_KEY) {
            catchUp.interrupt();
        } else {
            catchUp.stop();
        }
        duplicates.end();
        upstreamPosition.down(resting ? LinkOutcome.FINISHED : how);
        watch.down();
        if (!resting && !needsLink()) {
            resting = true;
            hub.linkRests();
        }
    }

    @Override
    public void unreachable() {
        catchUp.stop();
    }

    /** {@return the gate for those who publish} */
    CatchUp catchUp() {
        return catchUp;
    }

    /** {@return what is newer than what comes from above now} */
    Newer newer() {
        return catchUp.isRunning() ? upstreamPosition.newer() : Newer.NONE;
    }

    /** {@return whether it depends on the order in which frames before {@code position} were appended} */
    boolean looksBackTo(long position) {
        return upstreamPosition.looksBackTo(position);
    }

    /**
     * {@return whether a frame that comes in is to be dropped, as the channel has it}
     *
     * @param live whether it is said now, and not brought back
     */
    boolean isRepeat(Publisher publisher, boolean live, ByteBuffer in, int from, int size) {
        return duplicates.has(publisher, publisher == this, live, in, from, size);
    }

    @Override
    public void openRing() {
        handshake.byAnotherWay();
        link.fail(CloseReason.LOOP);
    }

    void pause(Cursor.Pause reason, boolean on) {
        int before = pauses;
        pauses = on ? pauses | reason.bit() : pauses & ~reason.bit();
        if ((before == 0) != (pauses == 0)) {
            duplicates.paused(pauses != 0);
            catchUp.paused(pauses != 0);
            if (connected) {
                link.reading(pauses == 0);
            }
        }
    }

    /** {@return the bytes that wait for an upstream server that is away} */
    long waiting() {
        return open ? 0 : upstreamPosition.unsent();
    }

    /** Memory is short: a resync will be of the history alone. */
    void forgetSafe() {
        upstreamPosition.forgetSafe();
    }

    /** Memory is short, and there is no other way: what could not be sent is lost. */
    void dropWaiting() {
        if (!open) {
            upstreamPosition.dropAll();
        }
    }

    /** The channel goes; what was not sent is lost. */
    void close() {
        catchUp.stop();
        handshake.free();
        closed = true;
        upstreamPosition.close(open);
        open = false;
        duplicates.close();
        watch.close();
        link.close();
    }

    private void caughtUp() {
        upstreamPosition.caughtUp();
        home.flushQueue().flushLater(hub);
    }

    /** Lets go of what is not needed any more. {@return whether there will be more, later} */
    boolean trail() {
        boolean repeating = duplicates.tidy();
        return (open && upstreamPosition.trail(handshake.isAccepted())) || repeating;
    }
}
