package mles.peer.channel;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.ConnectionId;
import mles.protocol.Header;

/**
 * Tells frames of the upstream server that are newer than what members brought back here: it tells frames in order, and some of those
 * that were brought back among them. Frames that it tells behind such a one are newer than all before that. Thread: home loop.
 */
final class ReturnedFrames {
    static final ReturnedFrames NONE = new ReturnedFrames(List.of());
    private static final int NOWHERE = -1;

    private final DigestMultiset missing;
    private final int[] places;
    private final Map<ConnectionId, Integer> newest = new HashMap<>();
    private int told = NOWHERE;
    private int next = NOWHERE;

    /** @param broughtBack frames that the upstream server may have by another way, oldest first */
    ReturnedFrames(List<ByteBuffer> broughtBack) {
        missing = new DigestMultiset(broughtBack.size());
        places = new int[missing.slots()];
        for (int i = 0; i < broughtBack.size(); i++) {
            ByteBuffer frame = broughtBack.get(i);
            places[missing.add(FrameDigest.of(frame, 0, frame.remaining()))] = i;
            newest.put(Header.cid(frame, 0), i);
        }
    }

    /** The upstream server has told a frame with this digest: that counts for what follows it. */
    void told(long digest) {
        settle();
        if (missing.take(digest) && !missing.has(digest)) {
            next = places[missing.slot(digest)];
        }
    }

    /** The frame that was told last counts now. */
    void settle() {
        told = Math.max(told, next);
    }

    /** {@return whether the frame at index {@code at} of {@code in}, which comes next, is newer than all that its publisher has here} */
    boolean areBefore(ByteBuffer in, int at) {
        Integer place = newest.get(Header.cid(in, at));
        return place != null && place <= told;
    }
}
