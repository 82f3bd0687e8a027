package mles.peer.channel;

import java.nio.ByteBuffer;
import java.time.Duration;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.log.Publisher;
import mles.server.metrics.Counter;
import mles.server.spi.BoundedLog;
import mles.server.upstream.FrameFilter;
import mles.server.upstream.LinkLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what comes into a linked channel a second time: what the upstream server tells a link that has joined anew, and what
 * comes round in a ring of links. For the home loop.
 */
final class DuplicateFilter implements FrameFilter {
    private static final Logger LOG = LoggerFactory.getLogger(DuplicateFilter.class);
    private static final BoundedLog LINES = new BoundedLog(Duration.ofSeconds(1), Duration.ofSeconds(10));

    /** An author counts as another one for what it brings back: in a ring that comes to it once more. */
    private static final long BROUGHT_BACK = Long.MIN_VALUE;

    private final LinkLoop home;
    private final PeerLink link;
    private final RecentFrames guard;
    /** Frames from the upstream server that a member had brought just before. */
    private final EchoCounter echoes = new EchoCounter();
    private @Nullable ReplayFilter replay;
    private ReturnedFrames returned = ReturnedFrames.NONE;
    /** Outlives connections that are lost too soon to answer it. */
    private @Nullable GapDetector gaps;
    private boolean heard;
    private long ringUntil;
    private long begunAt;
    private long pausedAt;
    private boolean paused;

    DuplicateFilter(LinkLoop home, PeerLink link) {
        this.home = home;
        this.link = link;
        this.ringUntil = home.nanoTime();
        this.guard = new RecentFrames(home.budget());
    }

    /** {@return whether the upstream server ever told a message} */
    boolean hasHeard() {
        return heard;
    }

    /** The link has a connection, on which {@code next} may come. */
    void begin(ReplayFilter next) {
        replay = next;
        returned = next.returned();
        gaps = next.ask(gaps);
        begunAt = home.nanoTime();
        pausedAt = begunAt;
    }

    /** The connection is gone, and with it what was still to come; on the next one all that came is known. */
    void end() {
        finish(false);
        returned = ReturnedFrames.NONE;
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

    /** {@code publisher} brought this frame by a way that needed no look at it. */
    void remember(ByteBuffer frame, long publisher) {
        guard.remember(FrameDigest.withoutKey(frame, 0, frame.remaining()), publisher, home.nanoTime());
    }

    @Override
    public boolean isRepeat(Publisher publisher, boolean live, ByteBuffer in, int at, int size) {
        boolean fromAbove = publisher.id() == LinkPublisher.ID;
        long now = home.nanoTime();
        heard = heard || (fromAbove && !Frame.endsEmpty(in, at, at + size));
        if (fromAbove && isReplayed(in, at, size, now)) {
            home.counters().add(Counter.PEER_KNOWN_FRAMES, 1);
            return true;
        }
        long digest = FrameDigest.withoutKey(in, at, size);
        long back = BROUGHT_BACK + publisher.id();
        long its = live ? publisher.id() : back;
        long first = guard.firstPublisher(digest, its, now);
        if (first == its) {
            return false;
        }
        home.counters().add(Counter.PEER_ECHOED_FRAMES, 1);
        // A member that comes back often has joined with the same frame each time, and a replay tells all of them.
        boolean replaying = fromAbove && (replay != null || now - begunAt < ReplayFilter.QUIET_NANOS);
        // Frames that it has brought back itself may have been told the other way round, or be said once more.
        if (live && !replaying && first != back) {
            ringUntil = now + RecentFrames.MEMORY_NANOS;
            // A ring has a link of each of its servers: none has to end the connection of another one.
            if (fromAbove && echoes.add(digest, now)) {
                home.post(() -> link.fail(CloseReason.LOOP));
            }
        }
        return true;
    }

    /** The upstream server has told all that it had. */
    void caughtUp() {
        returned = ReturnedFrames.NONE;
    }

    /** {@return whether the frame from the upstream server follows all that its publisher has here} */
    boolean isNew(ByteBuffer in, int at) {
        return returned.areBefore(in, at);
    }

    /** {@return whether frames came round a moment ago} The way by which a frame comes does not tell its age then. */
    boolean seesRing() {
        return home.nanoTime() - ringUntil < 0;
    }

    /** {@return whether there is something to forget later} */
    boolean tidy() {
        long now = home.nanoTime();
        if (replay != null && !paused && replay.isOver(now)) {
            finish(true);
        }
        return guard.tidy(now) || replay != null;
    }

    void close() {
        guard.clear();
        replay = null;
        returned = ReturnedFrames.NONE;
        gaps = null;
    }

    private boolean isReplayed(ByteBuffer in, int at, int size, long now) {
        ReplayFilter absorbing = replay;
        if (absorbing == null) {
            return false;
        }
        if (absorbing.isOver(now)) {
            finish(true);
            return false;
        }
        return absorbing.absorbs(in, at, size, FrameDigest.of(in, at, size), now);
    }

    private void finish(boolean over) {
        GapDetector asked = replay == null ? null : gaps;
        replay = null;
        returned.settle();
        if (asked == null || !asked.isSettled(over)) {
            return;
        }
        gaps = null;
        if (asked.showsGap()) {
            home.counters().add(Counter.PEER_GAPS, 1);
            LINES.add("peer-gap",
                    count -> LOG.warn("peer-gap: the upstream server has forgotten the last frames that it sent;"
                            + " later ones may be missing, channels={}", count));
        }
    }
}
