package mles.server.channel;

import java.nio.ByteBuffer;
import mles.protocol.Header;
import mles.server.log.Newer;
import mles.server.log.Publisher;
import mles.server.metrics.Counter;
import mles.server.metrics.LoopCounters;

/**
 * Withholds frames that come late from members: none gets a frame of a publisher behind a newer one of the same publisher.
 * Joiners get them in order. Thread: home loop.
 */
final class LateFrames {
    private LateFrames() {
    }

    /** Frames that are older than {@code newer} were appended at {@code from}; {@code publisher} has all of them. */
    static void withhold(Roster roster, LoopCounters counters, Publisher publisher, Newer newer, long from,
            ByteBuffer in) {
        for (int at = 0; at < in.limit();) {
            int end = at + Header.frameSize(in, at);
            long start = from + at;
            long next = from + end;
            publisher.onAppended(start, next, 1);
            if (newer.has(in, at)) {
                counters.add(Counter.PEER_SUPERSEDED_FRAMES, 1);
                roster.forEach(membership -> {
                    if (membership != publisher) {
                        membership.onAppended(start, next, 1);
                    }
                });
            }
            at = end;
        }
    }
}
