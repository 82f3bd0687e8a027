package mles.server.log;

import java.nio.ByteBuffer;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** Goes over the frames that a log keeps, oldest first. For the home loop; the log must not change meanwhile. */
public final class FrameIterator {
    private final FrameSizer sizes;
    private final long end;
    private @Nullable Segment segment;
    private long position;
    private int size;
    private int count;

    public FrameIterator(ChannelLog log) {
        this(log.first(), log.start(), log.head(), log.sizes());
    }

    /** @param segment where {@code start} is, or before, of frames as they came; with all behind it, it must be held */
    public FrameIterator(@Nullable Segment segment, long start, long end) {
        this(segment, start, end, FrameSizer.MLES);
    }

    private FrameIterator(@Nullable Segment segment, long start, long end, FrameSizer sizes) {
        this.segment = segment;
        this.position = start;
        this.end = end;
        this.sizes = sizes;
    }

    /**
     * Goes to the first frame, or the next one.
     *
     * @return whether there is one
     */
    public boolean next() {
        position += size;
        if (segment == null || position >= end) {
            return false;
        }
        Segment at = segment.reach(position);
        segment = at;
        size = sizes.at(at.view(), at.index(position));
        count++;
        return true;
    }

    /** {@return the number of frames visited, this one included} */
    public int count() {
        return count;
    }

    /** {@return the position of the frame in the log} */
    public long position() {
        return position;
    }

    /** {@return the position at which the frame was appended, before anything was reordered} */
    public long arrival() {
        return segment().arrival(position);
    }

    public int size() {
        return size;
    }

    /** {@return the segment that has the frame} */
    public Segment segment() {
        if (segment == null) {
            throw new IllegalStateException("not at a frame");
        }
        return segment;
    }

    /** {@return a view of the frame, good while the log keeps it} */
    public ByteBuffer frame() {
        return segment().view().slice(segment().index(position), size);
    }

    /** {@return the bytes in which the frame is, to be read by absolute index} */
    public ByteBuffer view() {
        return segment().view();
    }

    /** {@return the index of the frame in {@link #view()}} */
    public int index() {
        return segment().index(position);
    }

    /** {@return whether the frame is presence only} */
    boolean isEmptyJoin() {
        int index = segment().index(position);
        return Frame.endsEmpty(segment().view(), index, index + size);
    }
}
