package mles.server.hub;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what comes into a linked channel a second time: what the server above tells a link that has joined anew, and what
 * comes round in a ring of links. For the home loop.
 */
final class Repeats {
    private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);

    private final HubLoop home;
    private final LoopGuard guard;
    private @Nullable Replay replay;
    private long begunAt;
    private long pausedAt;
    private boolean paused;

    Repeats(HubLoop home) {
        this.home = home;
        this.guard = new LoopGuard(home.hubs().budget());
    }

    /** The link has a connection, on which {@code next} may come. */
    void begin(Replay next) {
        replay = next;
        begunAt = home.nanoTime();
        pausedAt = begunAt;
    }

    /** The connection is gone, and with it what was still to come; on the next one all that came is known. */
    void end() {
        if (replay != null) {
            finish(replay);
        }
    }

    /** The link is not read, or is again. */
    void paused(boolean now) {
        paused = now;
        if (now) {
            pausedAt = home.nanoTime();
        } else if (replay != null) {
            replay.pausedFor(home.nanoTime() - pausedAt);
        }
    }

    /** {@code author} brought this frame by a way that needed no look at it. */
    void remember(ByteBuffer frame, long author) {
        guard.isEcho(Digest.withoutKey(frame, 0, frame.remaining()), author, home.nanoTime());
    }

    /**
     * {@return whether the channel has a frame that comes in, which is dropped then}
     *
     * @param fromAbove whether the link brings it
     * @param live      whether it is said now; what somebody comes back with may well be known
     */
    boolean has(Author author, boolean fromAbove, boolean live, ByteBuffer in, int at, int size) {
        long now = home.nanoTime();
        if (fromAbove && isReplayed(in, at, size, now)) {
            home.counters().add(Counter.PEER_KNOWN_FRAMES, 1);
            return true;
        }
        long digest = Digest.withoutKey(in, at, size);
        if (!guard.isEcho(digest, author.number(), now)) {
            return false;
        }
        home.counters().add(Counter.PEER_ECHOED_FRAMES, 1);
        // Who comes back often has joined with the same frame each time, and a replay tells all of them.
        boolean replaying = fromAbove && (replay != null || now - begunAt < Replay.QUIET_NANOS);
        if (live && !replaying && author.echoes().add(digest, now)) {
            author.echoes().reset();
            home.later(author::openRing);
        }
        return true;
    }

    /** {@return whether there is something to forget later} */
    boolean tidy() {
        long now = home.nanoTime();
        if (replay != null && !paused && replay.isOver(now)) {
            finish(replay);
        }
        return guard.tidy(now) || replay != null;
    }

    void close() {
        guard.clear();
        replay = null;
    }

    private boolean isReplayed(ByteBuffer in, int at, int size, long now) {
        Replay absorbing = replay;
        if (absorbing == null) {
            return false;
        }
        if (absorbing.absorbs(in, at, size, Digest.of(in, at, size), now)) {
            return true;
        }
        if (absorbing.isOver(now)) {
            finish(absorbing);
        }
        return false;
    }

    private void finish(Replay over) {
        replay = null;
        if (over.showsGap()) {
            home.counters().add(Counter.PEER_GAPS, 1);
            LOG.warn(
                    "the server above has forgotten what a channel last heard of it; what came after that may be missing");
        }
    }
}
