package mles.peer.channel;

import mles.server.delivery.Cursor;
import mles.server.log.Newer;
import mles.server.log.Publisher;
import mles.server.upstream.ChannelUpstream;
import mles.server.upstream.FrameFilter;
import mles.server.upstream.LinkLoop;
import mles.server.upstream.MemberJoin;
import mles.server.upstream.RepeatSifter;
import mles.server.upstream.UpstreamHost;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.Optional;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import org.jspecify.annotations.Nullable;

/**
 * A channel's place in the upstream server (SPEC 6): a member without connection id and presence, which is never parked. How
 * far it has got is its {@link UpstreamPosition}'s business. For the home loop.
 */
final class UpstreamLink implements ChannelUpstream, UpstreamChannel, Publisher, FrameFilter {
    private static final int WRITES_IN_A_TURN = 8;
    private static final long NUMBER = -1;
    /** For what the link itself says. */
    private static final long OWN_NUMBER = NUMBER - 1;

    private final UpstreamHost channel;
    private final LinkLoop home;
    private final PeerLink link;
    private final UpstreamTimers watch;
    private final UpstreamPosition upstreamPosition;
    private final DuplicateFilter duplicates;
    private final CatchUp catchUp;
    private final UpstreamHandshake handshake;
    private int pauses;
    private boolean woken;
    private boolean connected;
    private boolean open;
    private boolean sending;
    private boolean resting;
    private boolean closed;

    /** @param join that of the first member; its frame counts as sent, and all before it */
    UpstreamLink(UpstreamHost channel, PeerUpstream upstreamConfig, MemberJoin join) {
        this.channel = channel;
        this.home = channel.home();
        JoinFrame frame = JoinFrame.of(join);
        this.upstreamPosition = new UpstreamPosition(home, channel.log(), channel.slowReaders().window(),
                frame.lastBytes());
        this.catchUp = new CatchUp(home, upstreamConfig.loadNanos(), this::caughtUp);
        this.duplicates = new DuplicateFilter(home);
        this.watch = new UpstreamTimers(this, channel, upstreamConfig.idleNanos());
        this.link = upstreamConfig.links().link(this);
        this.handshake = new UpstreamHandshake(home, channel.name(), link, upstreamPosition, duplicates, frame);
        entered(frame, join.member());
    }

    @Override
    public EventLoop loop() {
        return home.eventLoop();
    }

    @Override
    public ChannelName name() {
        return channel.name();
    }

    @Override
    public String uid() {
        return handshake.uid();
    }

    @Override
    public long id() {
        return NUMBER;
    }

    @Override
    public boolean needsLink() {
        // What was written lately may be lost with its connection.
        return !closed && !resting
                && (channel.members() > 0 || handshake.isOwed() || upstreamPosition.unsent() > 0
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

    @Override
    public boolean isIdle() {
        return !open || (upstreamPosition.unsent() == 0 && !upstreamPosition.isWriting());
    }

    @Override
    public boolean isResting() {
        return resting;
    }

    @Override
    public boolean needsPause() {
        return watch.isStalled();
    }

    PeerLink link() {
        return link;
    }

    @Override
    public void joined(MemberJoin join) {
        if (join.fresh() > 0) {
            broughtBack();
        }
        entered(JoinFrame.of(join), join.member());
    }

    private void entered(JoinFrame join, Publisher member) {
        if (resting || handshake.isFirst()) {
            duplicates.remember(join.frame(), member.id());
        }
        if ((resting || !woken) && !join.isResync()) {
            catchUp.open();
        }
        woken = true;
        if (resting) {
            resting = false;
            handshake.with(join);
        }
        link.wake();
    }

    /**
     * A member brought back history that the channel lacked. Before this link has heard all of the upstream server, that one
     * may have it; so it must not be sent like something new.
     */
    private void broughtBack() {
        if (!open) {
            handshake.byAnotherWay();
        } else if (handshake.again()) {
            open = false;
        }
    }

    @Override
    public void memberless() {
        if (closed) {
            return;
        }
        if (open) {
            watch.memberless();
        } else if (!needsLink()) {
            rest();
        }
    }

    /** It is not needed any more. */
    void rest() {
        resting = true;
        open = false;
        catchUp.stop();
        link.rest();
        channel.onResting();
    }

    @Override
    public void retain() {
        upstreamPosition.hold();
    }

    @Override
    public void onAppended(long from, long to, long frames) {
        upstreamPosition.received(from, to, frames, catchUp.isRunning());
    }

    @Override
    public void onStoreFailed() {
        throw new IllegalStateException("a store that is always in step does not go with a link");
    }

    /** Writes what there is to write, or gives up what history and window do not hold; once a turn. */
    @Override
    public void flush() {
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
                home.flushQueue().flushLater(channel);
            }
        }
    }

    @Override
    public void written() {
        if (open) {
            upstreamPosition.written();
            flush();
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
        home.flushQueue().flushLater(channel);
        if (open && channel.members() == 0) {
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
            Newer newer = newer();
            if (resting) {
                channel.append(this, newer, in, from, bytes, frames);
            } else {
                RepeatSifter.sift(this, this, true, in, from, bytes,
                        (some, at, size, count) -> channel.append(this, newer, some, at, size, count));
            }
            channel.flushIfFull();
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
            channel.onResting();
        }
    }

    @Override
    public void unreachable() {
        catchUp.stop();
    }

    @Override
    public boolean isOpening() {
        return catchUp.isOpening();
    }

    @Override
    public void afterOpening(Runnable task) {
        catchUp.later(task);
    }

    @Override
    public void stopWaiting() {
        catchUp.stop();
    }

    @Override
    public @Nullable FrameFilter filter() {
        return resting ? null : this;
    }

    /** {@return the frames that are newer than those that come from the upstream server now} */
    private Newer newer() {
        return catchUp.isRunning() ? upstreamPosition.newer() : Newer.NONE;
    }

    @Override
    public boolean looksBackTo(long position) {
        return upstreamPosition.looksBackTo(position);
    }

    @Override
    public boolean isRepeat(Publisher publisher, boolean live, ByteBuffer in, int from, int size) {
        return duplicates.has(publisher, publisher == this, live, in, from, size);
    }

    @Override
    public void onRing() {
        handshake.byAnotherWay();
        link.fail(CloseReason.LOOP);
    }

    @Override
    public void pause(Cursor.Pause reason, boolean on) {
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

    @Override
    public long unsentBytes() {
        return open ? 0 : upstreamPosition.unsent();
    }

    @Override
    public void onCleared() {
        upstreamPosition.forgetSafe();
    }

    @Override
    public void dropUnsent() {
        if (!open) {
            upstreamPosition.dropAll();
        }
    }

    @Override
    public void close() {
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
        home.flushQueue().flushLater(channel);
    }

    /** Lets go of what is not needed any more. {@return whether there will be more, later} */
    boolean trail() {
        boolean repeating = duplicates.tidy();
        return (open && upstreamPosition.trail(handshake.isAccepted())) || repeating;
    }
}
