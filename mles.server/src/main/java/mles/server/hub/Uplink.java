package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.Optional;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.transport.LinkEnd;
import mles.server.transport.LinkedChannel;
import mles.server.transport.PeerLink;

/**
 * A channel's place in the server above (SPEC 6): a member without connection id and presence, which is never parked. How
 * far it has got is its {@link Backlog}'s business. For the home loop.
 */
final class Uplink implements LinkedChannel, Author {
    private static final int WRITES_IN_A_TURN = 8;
    private static final long NUMBER = -1;
    /** For what the link itself says. */
    private static final long OWN_NUMBER = NUMBER - 1;

    private final Hub hub;
    private final HubLoop home;
    private final PeerLink link;
    private final LinkWatch watch;
    private final Backlog backlog;
    private final Repeats repeats;
    private final Echoes echoes = new Echoes();
    private final CatchUp catchUp;
    private final Joining joining;
    private int pauses;
    private boolean woken;
    private boolean connected;
    private boolean open;
    private boolean sending;
    private boolean resting;
    private boolean closed;

    /** @param join the frame with which the channel was first joined; it counts as sent, and all before it */
    Uplink(Hub hub, HubLoop home, ChannelLog log, HubLimits limits, Linking linking, LinkJoin join) {
        this.hub = hub;
        this.home = home;
        this.backlog = new Backlog(home, log, limits.window(), join.lastBytes());
        this.catchUp = new CatchUp(home, linking.loadNanos(), this::caughtUp);
        this.repeats = new Repeats(home);
        this.watch = new LinkWatch(this, hub, home, limits, linking.idleNanos());
        this.link = linking.links().link(this);
        this.joining = new Joining(home, hub.name(), link, backlog, repeats, join);
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
        return joining.uid();
    }

    @Override
    public long number() {
        return NUMBER;
    }

    @Override
    public Echoes echoes() {
        return echoes;
    }

    @Override
    public boolean needsLink() {
        // What was written lately may be lost with its connection.
        return !closed && !resting
                && (hub.members() > 0 || joining.isOwed() || backlog.unsent() > 0 || backlog.mayBeLost());
    }

    /** {@return how many bytes are to be sent} */
    long unsent() {
        return backlog.unsent();
    }

    /** {@return whether there is a connection that takes frames} */
    boolean isOpen() {
        return open;
    }

    /** {@return whether everything is written that can be at present} */
    boolean isIdle() {
        return !open || (backlog.unsent() == 0 && !backlog.isWriting());
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
        if (resting || joining.isFirst()) {
            repeats.remember(itsJoin.frame(), member.number());
        }
        if ((resting || !woken) && !itsJoin.isResync()) {
            catchUp.open();
        }
        woken = true;
        if (resting) {
            resting = false;
            joining.with(itsJoin);
        }
        link.wake();
    }

    /**
     * A member brought back history that the channel lacked. Before this link has heard all of the server above, that one
     * may have it; so it must not be sent like something new.
     */
    void broughtBack() {
        if (!open) {
            joining.byAnotherWay();
        } else if (joining.again()) {
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
        backlog.hold();
    }

    @Override
    public void wrote(long from, long to, long frames) {
        backlog.received(from, to, frames, catchUp.isRunning());
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
            backlog.dropOldest();
            watch.trail();
            return;
        }
        sending = true;
        for (int i = 0; i < WRITES_IN_A_TURN && open && !backlog.isWriting() && backlog.unsent() > 0; i++) {
            backlog.write(link);
        }
        sending = false;
        if (open) {
            watch.check(backlog.unsent());
            watch.trail();
            if (!backlog.isWriting() && backlog.unsent() > 0) {
                home.turn().announceLater(hub);
            }
        }
    }

    @Override
    public void written() {
        if (open) {
            backlog.written();
            send();
        }
    }

    @Override
    public ByteBuf begin(long key, Optional<ConnectionId> cid) {
        catchUp.begin(link.roundTripNanos());
        return joining.begin(key, cid, OWN_NUMBER);
    }

    @Override
    public void open() {
        connected = true;
        link.reading(pauses == 0);
        open = joining.isDone();
        watch.trail();
        home.turn().announceLater(hub);
        if (open && hub.members() == 0) {
            watch.memberless();
        }
    }

    @Override
    public void accepted() {
        joining.accepted();
    }

    @Override
    public void received(ByteBuf in, int from, int bytes, int frames) {
        if (!closed) {
            catchUp.heard();
            hub.received(this, in, from, bytes, frames);
        }
    }

    @Override
    public void down(LinkEnd how) {
        joining.down(how);
        if (closed) {
            return;
        }
        connected = false;
        open = false;
        if (how == LinkEnd.OTHER_KEY) {
            catchUp.interrupt();
        } else {
            catchUp.stop();
        }
        repeats.end();
        backlog.down(resting ? LinkEnd.FINISHED : how);
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
        return catchUp.isRunning() ? backlog.newer() : Newer.NONE;
    }

    /** {@return whether it depends on the order in which frames before {@code position} were appended} */
    boolean looksBackTo(long position) {
        return backlog.looksBackTo(position);
    }

    /**
     * {@return whether a frame that comes in is to be dropped, as the channel has it}
     *
     * @param live whether it is said now, and not brought back
     */
    boolean isRepeat(Author author, boolean live, ByteBuffer in, int from, int size) {
        return repeats.has(author, author == this, live, in, from, size);
    }

    @Override
    public void openRing() {
        joining.byAnotherWay();
        link.fail(CloseReason.LOOP);
    }

    void pause(Cursor.Pause reason, boolean on) {
        int before = pauses;
        pauses = on ? pauses | reason.bit() : pauses & ~reason.bit();
        if ((before == 0) != (pauses == 0)) {
            repeats.paused(pauses != 0);
            catchUp.paused(pauses != 0);
            if (connected) {
                link.reading(pauses == 0);
            }
        }
    }

    /** {@return the bytes that wait for a server above that is away} */
    long waiting() {
        return open ? 0 : backlog.unsent();
    }

    /** Memory is short: a resync will be of the history alone. */
    void forgetSafe() {
        backlog.forgetSafe();
    }

    /** Memory is short, and there is no other way: what could not be sent is lost. */
    void dropWaiting() {
        if (!open) {
            backlog.dropAll();
        }
    }

    /** The channel goes; what was not sent is lost. */
    void close() {
        catchUp.stop();
        joining.free();
        closed = true;
        backlog.close(open);
        open = false;
        repeats.close();
        watch.close();
        link.close();
    }

    private void caughtUp() {
        backlog.caughtUp();
        home.turn().announceLater(hub);
    }

    /** Lets go of what is not needed any more. {@return whether there will be more, later} */
    boolean trail() {
        boolean repeating = repeats.tidy();
        return (open && backlog.trail(joining.isAccepted())) || repeating;
    }
}
