package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.Header;
import mles.server.transport.WebSocketFrames;

/**
 * The frames of a channel as browsers get them, encoded once for all of those. It follows the log of the channel, its
 * source, a bounded step at a time, frame for frame and with the same numbers, and is cut where that one is cut. What
 * browsers wrote themselves is known by positions in the source, and is handed on by positions in here. For the home loop.
 */
final class EncodedLog {
    /** More than what a channel may grow by until it is announced, so that this one catches up. */
    static final long STEP = 2 << 20;
    /** How long it is kept when the last browser has left: one that reloads its page is back soon. */
    static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ChannelLog source;
    private final ChannelLog log;
    private final RetainedSegments held;
    private final ArrayDeque<OwnRange> own = new ArrayDeque<>(0);
    private final ByteBuf header = Unpooled.buffer(WebSocketFrames.LARGEST_HEADER);
    private final ByteBuffer headerView = header.nioBuffer(0, WebSocketFrames.LARGEST_HEADER);
    private Segment heldTo;
    private Segment at;
    private long position;
    private long unreadSince;
    private boolean watched;

    private record OwnRange(ReaderGroupProxy proxy, Cursor cursor, long from, long to) {
    }

    /** @param log empty; its first frame will have the number of the first that {@code source} keeps */
    EncodedLog(ChannelLog source, ChannelLog log) {
        this.source = source;
        this.log = log;
        this.held = source.hold();
        this.heldTo = source.last();
        Segment first = source.first();
        this.at = first == null ? heldTo : first;
        this.position = source.start();
    }

    ChannelLog log() {
        return log;
    }

    /** Holds what the source has added, before the source may let go of it. */
    void hold() {
        heldTo = held.extend(heldTo, source.last());
    }

    /** {@code cursor} wrote this range of the source. */
    void wrote(ReaderGroupProxy proxy, Cursor cursor, long from, long to) {
        own.add(new OwnRange(proxy, cursor, from, to));
    }

    /** {@return the bytes of the source that are not in here yet} */
    long behind() {
        return source.shown() - position;
    }

    /** {@return whether frames are missing that the source has dropped, so that this could not be cut like it} */
    boolean isBehindStart() {
        return log.headFrame() < source.startFrame();
    }

    /** Takes in the next frames of the source, those that begin within a step. */
    void follow() {
        long end = Math.min(source.shown(), position + STEP);
        while (position < end) {
            OwnRange next = own.peek();
            if (next == null) {
                encodeTo(end);
            } else if (position < next.from()) {
                encodeTo(Math.min(end, next.from()));
            } else {
                takeOwn(next.from(), Math.min(next.to(), source.shown()));
            }
        }
        held.releaseTo(position);
    }

    /** Begins where the source begins; readers hold what they need themselves by now. */
    void trim() {
        while (log.startFrame() < source.startFrame() && log.start() < log.head()) {
            log.dropFirst();
        }
    }

    /** Leaves out what was left out of the source, as far as both had it. */
    void compact(BitSet dropped) {
        Compaction.run(log, dropped, (from, to) -> {
        });
    }

    /** Has the same order as the source, as far as both have the same frames. */
    void reorder(long newer, long older) {
        Reorder.run(log, newer, older);
    }

    /** Nobody reads it now. {@code watch} is run unless an earlier watch goes on. */
    void unread(long now, Runnable watch) {
        unreadSince = now;
        if (!watched) {
            watched = true;
            watch.run();
        }
    }

    /** The watch is over: there are readers again. */
    void read() {
        watched = false;
    }

    /** {@return how long it is still to be kept if nobody reads it} */
    long keptFor(long now) {
        return unreadSince + KEPT_NANOS - now;
    }

    void close() {
        log.close();
        held.releaseAll();
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
    }

    private void encodeTo(long end) {
        while (position < end) {
            at = at.reach(position);
            int index = at.index(position);
            int payload = Header.payloadLength(at.view(), index);
            encode(at.memory(), index + Header.SIZE, payload, end - position);
            position += Header.SIZE + payload;
        }
    }

    private void encode(ByteBuf in, int payloadAt, int payload, long expected) {
        log.begin(WebSocketFrames.size(payload), (int) Math.min(expected, STEP));
        int from = payloadAt;
        int end = payloadAt + payload;
        while (from < end) {
            int part = WebSocketFrames.fragment(end - from);
            headerView.clear();
            WebSocketFrames.writeHeader(headerView, part, from == payloadAt, from + part == end);
            log.add(header, 0, headerView.position());
            log.add(in, from, part);
            from += part;
        }
    }
}
