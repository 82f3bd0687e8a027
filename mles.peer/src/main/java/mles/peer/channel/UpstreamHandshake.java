package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import mles.server.upstream.LinkLoop;

/**
 * Joins the upstream server, and joins anew: chooses the frame to join with, and the frames that go up with it since the
 * upstream server has them, or may have them by another way (SPEC 6.1, 6.3). Thread: home loop.
 */
final class UpstreamHandshake {
    /** So often a connection is given up for what members bring back, until one ends for another reason. */
    static final int MOST_REJOINS = 16;
    /** After that long on a connection the channel has all that the upstream server has. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LinkLoop home;
    private final ChannelName channel;
    private final PeerLink link;
    private final UpstreamPosition position;
    private final DuplicateFilter duplicates;
    private JoinFrame join;
    /** Memory of a first frame that is on its way. */
    private int underWay;
    private int rejoins;
    private long begunAt;
    private boolean begun;
    private boolean taken;
    private boolean accepted;
    private boolean rejoining;
    /** The upstream server may have what was not sent to it, by another way. */
    private boolean roundabout;
    /** The frame to join with holds a message, and the upstream server never let it in. */
    private boolean owed;

    UpstreamHandshake(LinkLoop home, ChannelName channel, PeerLink link, UpstreamPosition position,
            DuplicateFilter duplicates, JoinFrame join) {
        this.home = home;
        this.channel = channel;
        this.link = link;
        this.position = position;
        this.duplicates = duplicates;
        this.join = join;
        this.owed = join.hasContent();
    }

    String uid() {
        return join.uid();
    }

    /** {@return whether no connection has been there yet} */
    boolean isFirst() {
        return !begun;
    }

    /** The next connection joins with this frame; everything that is there counts as shared. */
    void with(JoinFrame next) {
        join = next;
        owed = next.hasContent();
        position.share(next.lastBytes());
    }

    /**
     * Comes on a new connection:
     *
     * @return its first frame
     */
    ByteBuf begin(long key, Optional<ConnectionId> cid, long linkNumber) {
        JoinFrameBuilder joinFrameBuilder = new JoinFrameBuilder(join.frame(), key, cid, begun);
        roundabout = position.fill(joinFrameBuilder, roundabout, owed);
        begun = true;
        taken = false;
        accepted = false;
        rejoining = false;
        begunAt = home.nanoTime();
        duplicates.begin(joinFrameBuilder.replay(duplicates.hasHeard(), begunAt));
        if (cid.isPresent() || !owed) {
            // In a ring it comes round. A member that said something may say it again.
            duplicates.remember(joinFrameBuilder.first(), linkNumber);
        }
        ByteBuf frame = joinFrameBuilder.frame();
        underWay = frame.readableBytes();
        home.budget().take(underWay);
        return frame;
    }

    /**
     * The first frame is written.
     *
     * @return whether others may follow, and not another connection
     */
    boolean isDone() {
        free();
        taken = true;
        bringMore();
        return !roundabout;
    }

    /** {@return whether the upstream server may not have what the first frame says} */
    boolean isOwed() {
        return owed;
    }

    /** {@return whether the upstream server has let it in} */
    boolean isAccepted() {
        return accepted;
    }

    /** The upstream server has let it in. */
    void accepted() {
        accepted = true;
        if (owed) {
            owed = false;
            join = join.presence(channel);
        }
        bringMore();
    }

    /** The upstream server may know unsent frames by another way. */
    void byAnotherWay() {
        roundabout = true;
    }

    /** {@return whether what a member brings back may be known above, so that the link has to join anew} */
    boolean again() {
        if (home.nanoTime() - begunAt >= SETTLED_NANOS || rejoins == MOST_REJOINS) {
            return false;
        }
        rejoins++;
        roundabout = true;
        rejoin(true);
        return true;
    }

    void down(LinkOutcome how) {
        free();
        roundabout |= how == LinkOutcome.REFUSED || duplicates.seesRing();
        rejoins = rejoining ? rejoins : 0;
    }

    /** Gives back the memory of the first frame. */
    void free() {
        home.budget().give(underWay);
        underWay = 0;
    }

    /** Frames that did not fit into the resync of this connection go up with that of another one. */
    private void bringMore() {
        if (roundabout && taken && accepted) {
            rejoin(false);
        }
    }

    private void rejoin(boolean deaf) {
        rejoining = true;
        link.rejoin(deaf);
    }
}
