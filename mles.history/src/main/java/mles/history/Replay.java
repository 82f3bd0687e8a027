package mles.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import mles.protocol.Header;
import mles.server.spi.FrameSink;
import mles.server.spi.Retention;

/** Reads a run of segments again, and gives what of it lies within a retention. */
final class Replay {
    private final Retention keep;
    private final long now;
    private long messages;
    private long bytes;

    /** @param now milliseconds since 1970 */
    Replay(Collection<Segment> run, Retention keep, long now) {
        this.keep = keep;
        this.now = now;
        Amount all = Amount.of(run);
        messages = all.messages();
        bytes = all.bytes();
    }

    /** Gives each frame to {@code sink}, oldest first, until it has enough. */
    void give(Collection<Segment> run, FrameSink sink) throws IOException {
        if (keep.isOff()) {
            return;
        }
        for (Segment segment : run) {
            try (SegmentReader reader = SegmentReader.of(segment)) {
                for (long left = segment.amount().frames(); left > 0 && reader.next(); left -= reader.count()) {
                    if (!give(reader.frames(), reader.time(), sink)) {
                        return;
                    }
                }
            }
        }
    }

    private boolean give(ByteBuffer frames, long time, FrameSink sink) {
        boolean tooOld = keep.isTooOld(time, now);
        for (int at = frames.position(); at < frames.limit();) {
            int size = Header.frameSize(frames, at);
            if (tooOld || keep.isExceeded(messages, bytes)) {
                messages -= Retention.isMessage(frames, at, at + size) ? 1 : 0;
                bytes -= size;
            } else if (!sink.accept(frames.slice(at, size), time)) {
                return false;
            }
            at += size;
        }
        return true;
    }
}
