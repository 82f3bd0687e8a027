package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.Optional;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import mles.server.delivery.Cursor;
import mles.server.delivery.PauseSet;
import mles.server.log.Publisher;
import mles.server.upstream.ChannelUpstream;
import mles.server.upstream.LinkLoop;
import mles.server.upstream.MemberJoin;
import mles.server.upstream.UpstreamHost;
import org.jspecify.annotations.Nullable;

/**
 * A channel's place in the upstream server (SPEC 6): a member without connection id and presence, which is never parked. How
 * far it has got is its {@link UpstreamPosition}'s business. Thread: home loop.
 */
final class UpstreamLink implements ChannelUpstream, UpstreamChannel {
    private static final int WRITES_IN_A_TURN = 8;
    /** A publisher of its own, for the frame with which the link joins. */
    private static final long JOINER = LinkPublisher.ID - 1;

    private enum Need {
        NEW, WANTED, RESTING, CLOSED
    }

    /** Its connection: {@code JOINING} while plain frames must not follow yet. */
    private enum Connection {
        NONE, JOINING, OPEN
    }

    private final UpstreamHost channel;
    private final LinkLoop home;
    private final PeerLink link;
    private final UpstreamTimers watch;
    private final UpstreamPosition upstreamPosition;
    private final DuplicateFilter duplicates;
    private final CatchUp catchUp;
    private final UpstreamHandshake handshake;
    private final LinkPublisher publisher;
    private final PauseSet pauses = new PauseSet();
    private Need need = Need.NEW;
    private Connection connection = Connection.NONE;
    private boolean sending;

    /** @param join that of the first member; its frame counts as sent, and all before it */
    UpstreamLink(UpstreamHost channel, PeerUpstream config, MemberJoin join) {
        this.channel = channel;
        this.home = channel.home();
        JoinFrame frame = JoinFrame.of(join, channel.name());
        this.upstreamPosition = new UpstreamPosition(home, channel.log(), channel.slowReaders().window(),
                frame.lastBytes());
        this.catchUp = new CatchUp(home, config.loadNanos(), this::caughtUp);
        this.watch = new UpstreamTimers(this, channel, config.idleNanos());
        this.link = config.links().link(this);
        this.duplicates = new DuplicateFilter(home, link);
        this.handshake = new UpstreamHandshake(home, channel.name(), link, upstreamPosition, duplicates, frame);
        this.publisher = new LinkPublisher(upstreamPosition, catchUp);
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
    public boolean needsLink() {
        // Frames that were written lately may be lost with their connection.
        return (need == Need.NEW || need == Need.WANTED)
                && (channel.members() > 0 || handshake.isOwed() || upstreamPosition.unsent() > 0
                        || upstreamPosition.mayBeLost());
    }

    /** {@return the bytes to be sent} */
    long unsent() {
        return upstreamPosition.unsent();
    }

    boolean isOpen() {
        return connection == Connection.OPEN;
    }

    @Override
    public boolean isIdle() {
        return !isOpen() || (upstreamPosition.unsent() == 0 && !upstreamPosition.isWriting());
    }

    @Override
    public boolean isResting() {
        return need == Need.RESTING;
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
        entered(JoinFrame.of(join, channel.name()), join.member());
    }

    private void entered(JoinFrame join, Publisher member) {
        if (isResting() || handshake.isFirst()) {
            duplicates.remember(join.frame(), member.id());
        }
        if (need != Need.WANTED && !join.isResync()) {
            catchUp.open();
        }
        if (isResting()) {
            handshake.with(join);
        }
        need = Need.WANTED;
        link.wake();
    }

    /**
     * A member brought back history that the channel lacked. Before this link has heard all of the upstream server, that one
     * may have it; so it must not be sent like something new.
     */
    private void broughtBack() {
        if (!isOpen()) {
            handshake.byAnotherWay();
        } else if (handshake.again()) {
            connection = Connection.JOINING;
        }
    }

    @Override
    public void memberless() {
        if (need == Need.CLOSED) {
            return;
        }
        if (isOpen()) {
            watch.memberless();
        } else if (!needsLink()) {
            rest();
        }
    }

    /** It is not needed any more. */
    void rest() {
        need = Need.RESTING;
        connection = isOpen() ? Connection.JOINING : connection;
        catchUp.stop();
        link.rest();
        channel.onResting();
    }

    @Override
    public void retain() {
        upstreamPosition.hold();
    }

    /** Writes what there is to write, or gives up what history and window do not hold; once a turn. */
    @Override
    public void flush() {
        assert home.isCurrent();
        if (need == Need.CLOSED || sending) {
            return;
        }
        if (!isOpen() || catchUp.isRunning()) {
            upstreamPosition.dropOldest();
            watch.trail();
            return;
        }
        sending = true;
        for (int i = 0; i < WRITES_IN_A_TURN && isOpen() && !upstreamPosition.isWriting()
                && upstreamPosition.unsent() > 0; i++) {
            upstreamPosition.write(link);
        }
        sending = false;
        if (isOpen()) {
            watch.check(upstreamPosition.unsent());
            watch.trail();
            if (!upstreamPosition.isWriting() && upstreamPosition.unsent() > 0) {
                channel.flushLater();
            }
        }
    }

    @Override
    public void written() {
        if (isOpen()) {
            upstreamPosition.written();
            flush();
        }
    }

    @Override
    public ByteBuf begin(long key, Optional<ConnectionId> cid) {
        catchUp.begin(link.roundTripNanos());
        return handshake.begin(key, cid, JOINER);
    }

    @Override
    public void open() {
        connection = Connection.JOINING;
        link.reading(pauses.isEmpty());
        connection = handshake.isDone() ? Connection.OPEN : connection;
        watch.trail();
        channel.flushLater();
        if (isOpen() && channel.members() == 0) {
            watch.memberless();
        }
    }

    @Override
    public void accepted() {
        handshake.accepted();
    }

    @Override
    public void received(ByteBuf in, int from, int bytes, int frames) {
        assert home.isCurrent();
        if (need != Need.CLOSED) {
            catchUp.heard();
            publisher.append(channel, filter(), in, from, bytes, frames);
            channel.flushIfFull();
        }
    }

    @Override
    public void down(LinkOutcome how) {
        handshake.down(how);
        if (need == Need.CLOSED) {
            return;
        }
        connection = Connection.NONE;
        if (how == LinkOutcome.OTHER_KEY) {
            catchUp.interrupt();
        } else {
            catchUp.stop();
        }
        duplicates.end();
        upstreamPosition.down(isResting() ? LinkOutcome.FINISHED : how);
        watch.down();
        if (!isResting() && !needsLink()) {
            need = Need.RESTING;
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
    public @Nullable DuplicateFilter filter() {
        return isResting() ? null : duplicates;
    }

    @Override
    public boolean looksBackTo(long position) {
        return upstreamPosition.looksBackTo(position);
    }

    @Override
    public void pause(Cursor.Pause reason, boolean on) {
        if (pauses.set(reason, on)) {
            duplicates.paused(!pauses.isEmpty());
            catchUp.paused(!pauses.isEmpty());
            if (connection != Connection.NONE) {
                link.reading(pauses.isEmpty());
            }
        }
    }

    @Override
    public long unsentBytes() {
        return isOpen() ? 0 : upstreamPosition.unsent();
    }

    @Override
    public void onCleared() {
        upstreamPosition.forgetSafe();
    }

    @Override
    public void dropUnsent() {
        if (!isOpen()) {
            upstreamPosition.dropAll();
        }
    }

    @Override
    public void close() {
        catchUp.stop();
        handshake.free();
        need = Need.CLOSED;
        upstreamPosition.close(isOpen());
        connection = Connection.NONE;
        duplicates.close();
        watch.close();
        link.close();
    }

    private void caughtUp() {
        upstreamPosition.caughtUp();
        duplicates.caughtUp();
        channel.flushLater();
    }

    /**
     * Lets go of what is not needed any more.
     *
     * @return whether there will be more, later
     */
    boolean trail() {
        boolean repeating = duplicates.tidy();
        return (isOpen() && upstreamPosition.trail(handshake.isAccepted())) || repeating;
    }
}
