package mles.server.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import mles.protocol.Frame;

/** Copies frames from both ends of a log, a bounded number of them. Thread: home loop. */
public final class LogPeek {
    /** Bytes of the largest frame that is copied. */
    public static final int LARGEST = 64 * 1024;

    private LogPeek() {
    }

    /** {@return the oldest frame, if there is one} */
    public static Optional<PeekedFrame> first(ChannelLog log) {
        FrameIterator frames = new FrameIterator(log);
        return frames.next() ? Optional.of(copy(frames, log.startFrame() + 1)) : Optional.empty();
    }

    /** {@return the {@code most} newest frames, oldest first} */
    public static List<PeekedFrame> last(ChannelLog log, int most) {
        Deque<Segment> segments = new ArrayDeque<>();
        for (Segment segment = log.first(); segment != null; segment = segment.next()) {
            segments.push(segment);
        }
        Deque<PeekedFrame> newest = new ArrayDeque<>();
        while (newest.size() < most && !segments.isEmpty()) {
            List<PeekedFrame> some = last(log, segments.pop(), most - newest.size(), log.headFrame() - newest.size());
            some.reversed().forEach(newest::push);
        }
        return List.copyOf(newest);
    }

    /** {@return the {@code most} newest frames of one segment, whose last one has the number {@code last}} */
    private static List<PeekedFrame> last(ChannelLog log, Segment segment, int most, long last) {
        long from = Math.max(segment.start(), log.start());
        long end = segment.readableEnd(log.head());
        int count = 0;
        for (FrameIterator frames = new FrameIterator(segment, from, end); frames.next();) {
            count++;
        }
        List<PeekedFrame> found = new ArrayList<>();
        for (FrameIterator frames = new FrameIterator(segment, from, end); frames.next();) {
            if (frames.count() > count - most) {
                found.add(copy(frames, last - count + frames.count()));
            }
        }
        return found;
    }

    private static PeekedFrame copy(FrameIterator frames, long number) {
        int size = frames.size();
        return new PeekedFrame(number, size, size > LARGEST ? null : Frame.copyOf(frames.frame()));
    }
}
