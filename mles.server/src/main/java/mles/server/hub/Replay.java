package mles.server.hub;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.Frame;

/**
 * What the server above may tell a link that has joined anew although the channel has it: each copy that the channel has
 * absorbs one (SPEC 6.3). Nothing marks the end of a replay, so it counts as over when none of it came for a while, and
 * when all of it must have come: somebody may say the same again and again.
 */
final class Replay {
    /** None of it came for that long. */
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Nothing at all came for that long; the server above may be busy. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A replay that comes more slowly than this is not absorbed to its end, in bytes a second. */
    static final long SLOWEST = 256 * 1024;

    private final Copies known;
    private final long bytes;
    private final List<ByteBuffer> joins;
    private final int shared;
    private boolean joinLeft = true;
    private boolean begun;
    private boolean anyUnknown;
    private long last;
    private long end;

    /**
     * @param known what the channel shares with the server above, without the frame with which the link joins
     * @param bytes the size of that
     * @param joins that frame as it came and as it went up; the other side may have it under another key
     */
    Replay(Copies known, long bytes, List<ByteBuffer> joins, long now) {
        this.known = known;
        this.bytes = bytes;
        this.joins = joins;
        this.shared = known.left();
        this.last = now;
    }

    /** {@return whether it is known} */
    boolean absorbs(ByteBuffer in, int at, int size, long digest, long now) {
        if (isOver(now)) {
            return false;
        }
        if (!begun) {
            begun = true;
            last = now;
            end = now + QUIET_NANOS + TimeUnit.SECONDS.toNanos(1) * bytes / SLOWEST;
        }
        if (known.take(digest)) {
            last = now;
            return true;
        }
        if (joinLeft && isJoin(in.slice(at, size))) {
            joinLeft = false;
            last = now;
            return true;
        }
        anyUnknown = true;
        return false;
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

    /**
     * {@return whether it had something and nothing that the channel knows} Then the server above has forgotten what the
     * channel heard last, and perhaps more.
     */
    boolean showsGap() {
        return anyUnknown && shared > 0 && known.left() == shared;
    }

    private boolean isJoin(ByteBuffer frame) {
        return joins.stream().anyMatch(join -> Frame.isSameButKey(join, frame));
    }
}
