package mles.server.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import mles.server.memory.MemoryBudget;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * All frames of a channel in one order, append-only, in segments that hold whole frames. Positions are absolute byte
 * offsets. It keeps what lies behind its start, which is where history begins; readers that need more hold their
 * segments themselves. For the home loop.
 */
public final class ChannelLog {
    /** A channel with one message should not cost much more than that message. */
    private static final int SMALLEST = 64;
    /** A longer frame has a segment of its own. */
    static final int LARGEST = WireFormat.SLICE;
    /** In a burst, so that few writes cross from one segment into the next. */
    private static final int LARGEST_IN_BURST = 1024 * 1024;
    /** A segment that was filled in less was filled by a burst. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ByteBufAllocator allocator;
    private final MemoryBudget budget;
    private final LongSupplier clock;
    private final FrameSizer sizes;
    private final int largest;
    private @Nullable Segment first;
    private Segment last;
    private long lastSince;
    private long start;
    private long startFrame;
    private long head;
    private long headFrame;
    private long highWatermark;
    private long highWatermarkFrame;
    private long reorderedTo;
    private boolean heldBack;

    /** @param clock in nanoseconds */
    public ChannelLog(ByteBufAllocator allocator, MemoryBudget budget, LongSupplier clock) {
        this(allocator, budget, clock, FrameSizer.MLES, LARGEST_IN_BURST, 0, 0);
    }

    /**
     * {@return an empty log for another form of the frames kept here, with the same numbers} Its segments are never longer than a
     * slice, but for those of a single frame.
     */
    public ChannelLog inSlices(FrameSizer formSizes) {
        return new ChannelLog(allocator, budget, clock, formSizes, LARGEST, 0, startFrame);
    }

    private ChannelLog(ByteBufAllocator allocator, MemoryBudget budget, LongSupplier clock, FrameSizer sizes,
            int largest, long start, long startFrame) {
        this.allocator = allocator;
        this.budget = budget;
        this.clock = clock;
        this.sizes = sizes;
        this.largest = largest;
        this.startFrame = startFrame;
        this.headFrame = startFrame;
        this.last = Segment.origin(budget);
        this.lastSince = clock.getAsLong();
        this.start = start;
        this.head = start;
    }

    /** {@return the position of the next frame} */
    public long head() {
        return head;
    }

    /** {@return the number of frames ever appended} */
    public long headFrame() {
        return headFrame;
    }

    /** {@return up to where readers may read: the head, unless that is held back} */
    public long highWatermark() {
        return heldBack ? highWatermark : head;
    }

    /** {@return the number of frames appended up to {@link #highWatermark()}} */
    public long highWatermarkFrame() {
        return heldBack ? highWatermarkFrame : headFrame;
    }

    /** From now on nothing may be read before {@link #advanceHighWatermark} says so. */
    public void holdBack() {
        heldBack = true;
    }

    /** Readers may read up to {@code position}, where {@code frame} frames have gone by. */
    public void advanceHighWatermark(long position, long frame) {
        highWatermark = position;
        highWatermarkFrame = frame;
    }

    /** {@return the oldest position kept} */
    public long start() {
        return start;
    }

    /** {@return the number of frames before {@link #start()}} */
    public long startFrame() {
        return startFrame;
    }

    /** {@return the bytes kept} */
    public long bytes() {
        return head - start;
    }

    /** {@return the frames kept} */
    public long frames() {
        return headFrame - startFrame;
    }

    /** {@return the oldest segment kept, null when there is none} */
    @Nullable
    public Segment first() {
        return first;
    }

    /** {@return the newest segment; its memory is kept only while {@link #first()} is there} */
    public Segment last() {
        return last;
    }

    /** {@return everything kept, held once more} */
    public RetainedSegments hold() {
        RetainedSegments held = new RetainedSegments();
        hold(held);
        return held;
    }

    /** Holds everything kept once more, in {@code held}, which was empty. */
    public void hold(RetainedSegments held) {
        for (Segment segment = first; segment != null; segment = segment.next()) {
            held.add(segment.retain(), segment);
        }
    }

    /** Appends {@code frames} whole frames: {@code bytes} of {@code in} from index {@code at} on. */
    public void append(ByteBuf in, int at, int bytes, int frames) {
        int from = at;
        int end = at + bytes;
        while (from < end) {
            int left = end - from;
            int fitting = first == null ? 0 : last.room() >= left ? left : wholeFrames(in, from, end, last.room());
            if (fitting == 0) {
                extend(FrameSizer.frameSize(in, from), left);
            } else {
                last.append(in, from, fitting);
                from += fitting;
                head += fitting;
            }
        }
        headFrame += frames;
    }

    /** Makes room for one frame of {@code size} bytes, to be added next, and for more where {@code expected} bytes are. */
    public void begin(int size, int expected) {
        if (first == null || last.room() < size) {
            extend(size, expected);
        }
        headFrame++;
    }

    /** Adds a piece of the frame begun last. */
    public void add(ByteBuf in, int at, int bytes) {
        last.append(in, at, bytes);
        head += bytes;
    }

    /** {@return the size of the frame at the start} */
    int startFrameSize() {
        Segment segment = firstHeld();
        return sizes.at(segment.view(), segment.index(start));
    }

    /** {@return the sizer of its records} */
    FrameSizer sizes() {
        return sizes;
    }

    /** Moves the start behind its first frame. */
    public void dropFirst() {
        start += startFrameSize();
        startFrame++;
        release();
    }

    /** {@return the memory that is kept} */
    public long capacity() {
        long sum = 0;
        for (Segment segment = first; segment != null; segment = segment.next()) {
            sum += segment.capacity();
        }
        return sum;
    }

    /** Moves the start to the head. */
    void dropAll() {
        start = head;
        startFrame = headFrame;
        release();
    }

    /** {@return a log of its own from {@code position} to {@code end}, to replace the oldest part of this one} */
    ChannelLog rewriteFrom(long position, long end) {
        ChannelLog part = new ChannelLog(allocator, budget, clock, sizes, largest, position, 0);
        if (position < end) {
            part.extend(0, (int) Math.min(LARGEST, end - position));
        }
        return part;
    }

    /**
     * Puts {@code part} in the place of everything before {@code rest}, where it must end. Who holds the old segments
     * reads on in them, and from them on in {@code rest}.
     *
     * @param dropped how many frames {@code part} has fewer
     */
    void replaceBefore(Segment rest, ChannelLog part, int dropped) {
        startFrame += dropped;
        while (first != null && first != rest) {
            Segment replaced = first;
            first = replaced.next();
            replaced.release();
        }
        part.last.link(rest);
        first = part.first == null ? rest : part.first;
        start = part.start;
        release(); // the rest may begin with a sealed segment that nothing fitted into
    }

    /** Puts {@code reordered}, which ends before the last segment and is held once, in the place of everything before that. */
    void reorder(Segment reordered) {
        while (first != null && first != last) {
            Segment replaced = first;
            first = replaced.next();
            replaced.release();
        }
        first = reordered;
        reorderedTo = head;
    }

    /** {@return up to where frames may stand at other positions than those at which they were appended} */
    public long reorderedTo() {
        return reorderedTo;
    }

    /** Begins a new segment: {@link #last()} until now changes no more. */
    void seal() {
        chain(SMALLEST, false);
    }

    /** Lets go of everything; nothing may be appended any more. */
    public void close() {
        for (Segment segment = first; segment != null; segment = segment.next()) {
            segment.release();
        }
        first = null;
    }

    private Segment firstHeld() {
        if (first == null) {
            throw new IllegalStateException("nothing is kept");
        }
        return first;
    }

    private void release() {
        while (first != null && isPassed(first)) {
            Segment passed = first;
            first = passed.next();
            passed.release();
        }
    }

    private boolean isPassed(Segment segment) {
        Segment next = segment.next();
        return next != null ? next.start() <= start : segment.isSingle() && segment.room() == 0 && start == head;
    }

    /** Sizes follow use: what is kept, or what pours in. */
    private void extend(int frameSize, int bytes) {
        boolean burst = clock.getAsLong() - lastSince < BURST_NANOS;
        long wanted = Math.max(Math.min(bytes, LARGEST), burst ? 2L * last.capacity() : (head - start) / 4);
        int capacity = Math.clamp(wanted, SMALLEST, burst ? largest : LARGEST);
        boolean single = frameSize > LARGEST;
        chain(single ? frameSize : Math.max(frameSize, capacity), single);
    }

    private void chain(int capacity, boolean single) {
        Segment segment = new Segment(head, allocator.directBuffer(capacity, capacity), single, budget);
        last.link(segment);
        last = segment;
        lastSince = clock.getAsLong();
        if (first == null) {
            first = segment;
        }
        release();
    }

    private static int wholeFrames(ByteBuf in, int from, int end, int room) {
        int at = from;
        while (at < end) {
            int size = FrameSizer.frameSize(in, at);
            if (at + size - from > room) {
                break;
            }
            at += size;
        }
        return at - from;
    }
}
