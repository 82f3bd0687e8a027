package mles.peer.channel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Absorbs the replay to a link that has joined anew, as far as the channel has the frames: each copy there absorbs one (SPEC
 * 6.3). Nothing marks the end of a replay. It counts as over when none of it came for a while, and when all of it must have
 * come, since a member may publish the same message again and again.
 */
final class ReplayFilter {
    /** None of it came for that long. */
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Nothing at all came for that long; the upstream server may be busy. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A replay that comes more slowly than this is not absorbed to its end, in bytes a second. */
    static final long SLOWEST = 256 * 1024;

    private final DigestMultiset known;
    private final ReturnedFrames returned;
    private final long bytes;
    private final List<ByteBuffer> joins;
    private final boolean showsGaps;
    private @Nullable GapDetector gaps;
    private boolean joinLeft = true;
    private boolean begun;
    private long last;
    private long end;

    /**
     * @param known what the channel shares with the upstream server, without the frame with which the link joins
     * @param returned of what members brought back
     * @param bytes the size of all that
     * @param showsGaps whether it is a gap when the upstream server tells of none of it
     * @param joins that frame as it came and as it went up; the other side may have it under another key
     */
    ReplayFilter(DigestMultiset known, ReturnedFrames returned, long bytes, boolean showsGaps, List<ByteBuffer> joins,
            long now) {
        this.known = known;
        this.returned = returned;
        this.bytes = bytes;
        this.joins = joins;
        this.showsGaps = showsGaps;
        this.last = now;
    }

    /**
     * Goes on with what the connection before left open.
     *
     * @return the question that it is to answer, if there is one
     */
    @Nullable
    GapDetector ask(@Nullable GapDetector open) {
        gaps = open == null && showsGaps ? new GapDetector(known) : open;
        if (gaps != null) {
            gaps.begin();
        }
        return gaps;
    }

    /** {@return whether it is known} It is not over. */
    boolean absorbs(ByteBuffer in, int at, int size, long digest, long now) {
        if (!begun) {
            begun = true;
            last = now;
            end = now + QUIET_NANOS + TimeUnit.SECONDS.toNanos(1) * bytes / SLOWEST;
        }
        boolean isKnown = known.take(digest);
        returned.told(digest);
        if (!isKnown && joinLeft && isJoin(in.slice(at, size))) {
            joinLeft = false;
            last = now;
            return true;
        }
        // Empty joins are kept for longer than messages, and so tell nothing of what was forgotten.
        if (gaps != null && !Frame.endsEmpty(in, at, at + size)) {
            gaps.told(digest);
        }
        last = isKnown ? now : last;
        return isKnown;
    }

    ReturnedFrames returned() {
        return returned;
    }

    /** Nothing was read for so long. */
    void pausedFor(long nanos) {
        last += nanos;
        end += nanos;
    }

    boolean isOver(long now) {
        if (known.left() == 0 && !joinLeft) {
            return true;
        }
        return begun ? now - last >= QUIET_NANOS || now - end >= 0 : now - last >= PATIENCE_NANOS;
    }

    private boolean isJoin(ByteBuffer frame) {
        return joins.stream().anyMatch(join -> Frame.isSameButKey(join, frame));
    }
}
