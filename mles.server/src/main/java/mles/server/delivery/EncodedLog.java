package mles.server.delivery;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import mles.protocol.Header;
import mles.protocol.Frame;
import mles.server.log.ChannelLog;
import mles.server.log.FrameIterator;
import mles.server.log.LogCompactor;
import mles.server.log.LogReorderer;
import mles.server.log.LogReader;
import mles.server.log.NumberWalk;
import mles.server.log.Segment;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a channel in another wire format, encoded once for all members that want it. It follows the log of the
 * channel, its source, a bounded step at a time, frame for frame and with the same numbers, and is cut where that one is cut.
 * Ranges that such members wrote themselves are known by positions in the source, and are handed on by positions in here. For
 * the home loop.
 */
final class EncodedLog {
    /** More than what a channel may grow by until it is announced, so that this one catches up. */
    static final long STEP = 2 << 20;

    private final ChannelLog source;
    private final ChannelLog log;
    private final LogReader reader;
    private final ArrayDeque<OwnRange> own = new ArrayDeque<>(0);
    private final ArrayDeque<Answer> answers = new ArrayDeque<>(0);
    private final WireFormat format;
    private final WireFormat.Encoder encoder;
    private final WireFormat.Output output;
    /** Null where this format has no numbers. */
    private final @Nullable NumberWalk places;
    private long position;

    private record OwnRange(ReaderGroupProxy proxy, Cursor cursor, long from, long to) {
    }

    /** An answer that is due when all before {@code position} of the source was handed on. */
    private record Answer(ReaderGroupProxy proxy, Cursor cursor, long position, long tag, long number) {
    }

    /**
     * Begins where {@code source} begins.
     *
     * @param log    empty; its first frame will have the number of the first that {@code source} keeps
     * @param places from the start of the source on; null where {@code format} has no numbers
     */
    EncodedLog(ChannelLog source, ChannelLog log, WireFormat format, @Nullable NumberWalk places) {
        this.source = source;
        this.log = log;
        this.format = format;
        this.places = places;
        this.encoder = format.encoder();
        this.output = log::add;
        this.reader = LogReader.atStart(source);
        this.position = source.start();
    }

    ChannelLog log() {
        return log;
    }

    /** Holds what the source has added, before the source may let go of it. */
    void hold() {
        reader.retain();
    }

    /** {@code cursor} wrote this range of the source. */
    void wrote(ReaderGroupProxy proxy, Cursor cursor, long from, long to) {
        own.add(new OwnRange(proxy, cursor, from, to));
    }

    /** {@code cursor} is to be told of its message before {@code end} of the source, the newest one. */
    void answer(ReaderGroupProxy proxy, Cursor cursor, long end, long tag, long number) {
        answers.add(new Answer(proxy, cursor, end, tag, number));
        handOnAnswers();
    }

    /** {@return the place of the first message behind {@code number}, the end where there is none} */
    LogPlace behind(long number) {
        FrameIterator frames = new FrameIterator(log);
        while (frames.next()) {
            if (format.numberAt(frames.view(), frames.index()) > number) {
                return new LogPlace(frames.segment(), frames.position(), log.startFrame() + frames.count() - 1);
            }
        }
        return new LogPlace(log.last(), log.head(), log.headFrame());
    }

    /** {@return the bytes of the source that are not in here yet} */
    long behind() {
        return source.highWatermark() - position;
    }

    /** {@return whether frames are missing that the source has dropped, so that this could not be cut like it} */
    boolean isBehindStart() {
        return log.headFrame() < source.startFrame();
    }

    /** Takes in the next frames of the source, those that begin within a step. */
    void follow() {
        long end = Math.min(source.highWatermark(), position + STEP);
        while (position < end) {
            OwnRange next = own.peek();
            if (next == null) {
                encodeTo(end);
            } else if (position < next.from()) {
                encodeTo(Math.min(end, next.from()));
            } else {
                takeOwn(next.from(), Math.min(next.to(), source.highWatermark()));
            }
        }
        handOnAnswers();
        reader.releaseTo(position);
    }

    /** Begins where the source begins; readers hold what they need themselves by now. */
    void trim() {
        while (log.startFrame() < source.startFrame() && log.start() < log.head()) {
            log.dropFirst();
        }
    }

    /** Leaves out what was left out of the source, as far as both had it. */
    void compact(BitSet dropped) {
        LogCompactor.run(log, dropped, (from, to) -> {
        });
    }

    /** Has the same order as the source, as far as both have the same frames. */
    void reorder(long newer, long older) {
        LogReorderer.run(log, newer, older);
    }

    void close() {
        log.close();
        reader.releaseAll();
        if (places != null) {
            places.close();
        }
    }

    private void handOnAnswers() {
        for (Answer next = answers.peek(); next != null && next.position() <= position; next = answers.peek()) {
            next.proxy().answer(next.cursor(), log.head(), next.tag(), next.number());
            answers.remove();
        }
    }

    /** Several may have written the same range, or are not to get it. */
    private void takeOwn(long start, long to) {
        long from = log.head();
        long frame = log.headFrame();
        encodeTo(to);
        List<OwnRange> left = new ArrayList<>(0);
        for (OwnRange next = own.peek(); next != null && next.from() == start; next = own.peek()) {
            next.proxy().own(next.cursor(), from, log.head(), log.headFrame() - frame);
            if (to < next.to()) {
                left.add(new OwnRange(next.proxy(), next.cursor(), to, next.to()));
            }
            own.remove();
        }
        for (int i = left.size() - 1; i >= 0; i--) {
            own.addFirst(left.get(i));
        }
        handOnAnswers();
    }

    private void encodeTo(long end) {
        while (position < end) {
            Segment at = reader.at(position);
            int index = at.index(position);
            int size = Header.frameSize(at.view(), index);
            ByteBuf in = at.memory();
            if (places != null) {
                places.next(!Frame.endsEmpty(at.view(), index, index + size));
                encoder.place(places.epoch(), places.number(), places.millis());
            }
            log.begin(encoder.size(in, index, size), (int) Math.min(end - position, STEP));
            encoder.encode(in, index, size, output);
            position += size;
        }
    }
}
