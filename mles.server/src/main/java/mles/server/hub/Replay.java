package mles.server.hub;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.Frame;

/**
 * What the server above may tell a link that has joined anew although the channel has it: each copy that the channel has
 * absorbs one (SPEC 6.3). Nothing marks the end of a replay, so it counts as over when none of it came for a while.
 */
final class Replay {
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Copies known;
    private final List<ByteBuffer> joins;
    private boolean joinLeft = true;
    private long last;

    /**
     * @param known what the channel shares with the server above, without the frame with which the link joins
     * @param joins that frame as it came and as it went up; the other side may have it under another key
     */
    Replay(Copies known, List<ByteBuffer> joins, long now) {
        this.known = known;
        this.joins = joins;
        this.last = now;
    }

    /** {@return whether it is known} */
    boolean absorbs(ByteBuffer in, int at, int size, long digest, long now) {
        if (known.take(digest)) {
            last = now;
            return true;
        }
        if (joinLeft && isJoin(in.slice(at, size))) {
            joinLeft = false;
            last = now;
            return true;
        }
        return false;
    }

    private boolean isJoin(ByteBuffer frame) {
        return joins.stream().anyMatch(join -> Frame.isSameButKey(join, frame));
    }

    boolean isOver(long now) {
        return now - last >= QUIET_NANOS || (known.isEmpty() && !joinLeft);
    }
}
