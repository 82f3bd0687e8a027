package mles.peer.channel;

import java.time.Duration;
import mles.protocol.Header;
import mles.server.delivery.LoopContext;
import mles.server.log.ChannelLog;
import mles.server.log.FrameIterator;
import mles.server.log.LogReader;
import mles.server.log.Newer;
import mles.server.log.OwnRanges;
import mles.server.log.Segment;
import mles.server.metrics.Counter;
import mles.server.spi.BoundedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks how much of the log of a channel was written to the link ({@code sent}), and how much has arrived upstream
 * ({@code safe}). The range between them is retained for a resync. Thread: home loop.
 */
final class UpstreamPosition {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamPosition.class);
    private static final BoundedLog LINES = new BoundedLog(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final int MOST_AT_ONCE = 256 * 1024;

    private final LoopContext home;
    private final ChannelLog log;
    private final long window;
    private final OwnRanges received = new OwnRanges();
    private final LogReader reader;
    private final PresumedDelivered safe;
    private final NewerFrames newerFrames;
    private long sent;
    private long sentBefore;
    private int writing;
    private boolean dropping;

    /**
     * Everything that {@code log} has counts as sent.
     *
     * @param joinSize see {@link #share}
     */
    UpstreamPosition(LoopContext home, ChannelLog log, long window, int joinSize) {
        this.home = home;
        this.log = log;
        this.window = window;
        this.safe = new PresumedDelivered(window / 8);
        this.reader = LogReader.atHead(log);
        this.sent = log.head();
        this.newerFrames = new NewerFrames(sent - joinSize);
        safe.set(sent);
    }

    /** {@return the bytes to be sent, without those that came from the upstream server} */
    long unsent() {
        skipReceived();
        return log.head() - sent;
    }

    /** {@return whether something was written so lately that it may be lost with its connection} */
    boolean mayBeLost() {
        return safe.position() < sent;
    }

    boolean isWriting() {
        return writing > 0;
    }

    /** Holds what the log has added. */
    void hold() {
        reader.retain();
    }

    /**
     * This range of the log came from above.
     *
     * @param late whether it is older than what {@link #newer()} has
     */
    void received(long from, long to, long frames, boolean late) {
        received.add(from, to, frames);
        if (late) {
            newerFrames.addOlder(from, to, frames);
        }
    }

    /** Frames that come from the upstream server from now on are not older than those here. */
    void caughtUp() {
        newerFrames.caughtUp();
    }

    /** Writes the next slice; there is something unsent, and no write is under way. */
    void write(PeerLink link) {
        Segment at = reader.at(sent);
        long end = at.readableEnd(log.head());
        if (!received.isEmpty()) {
            end = Math.min(end, received.from());
        }
        writing = (int) Math.min(end - sent, MOST_AT_ONCE);
        link.write(at.memory(), at.index(sent), writing);
    }

    /** The write under way ended well. */
    void written() {
        sent += writing;
        writing = 0;
    }

    /**
     * A connection begins, with {@code joinFrameBuilder}: gives it what is shared with the upstream server.
     *
     * @param roundabout whether that server may have what is unsent, too, by another way; then as much of it as one resync can
     *                   hold counts as shared
     * @param owed       whether that server has not got the frame with which the link joins, either
     * @return whether more is to be brought in the same way
     */
    boolean fill(JoinFrameBuilder joinFrameBuilder, boolean roundabout, boolean owed) {
        skipReceived();
        sentBefore = sent;
        newerFrames.begin(received.isEmpty() ? sent : received.end(), owed);
        boolean more = roundabout && shareUnsent(joinFrameBuilder);
        FrameIterator iterator = historyReachesFurther() ? new FrameIterator(log) : reader.frames(safe.position());
        while (iterator.next()) {
            long arrival = iterator.arrival();
            if (arrival < sent) {
                joinFrameBuilder.add(iterator.frame(), arrival >= safe.position(), newerFrames.has(arrival));
            } else if (more) {
                joinFrameBuilder.know(iterator.frame());
            } else if (received.covers(arrival)) {
                // Frames that came from above behind unsent ones are shared as well.
                joinFrameBuilder.add(iterator.frame(), false, false);
            }
        }
        giveUp(joinFrameBuilder.leaveOut());
        safe.begin(sent, home.nanoTime());
        dropping = false;
        return more;
    }

    /**
     * From now on everything that is there counts as sent.
     *
     * @param joinSize the size of the frame with which the link joins, where it was appended last, or 0
     */
    void share(int joinSize) {
        newerFrames.joinAt(log.head() - joinSize);
        shareTo(log.head());
    }

    /** {@return the frames here that the upstream server may not have got when the connection began} */
    Newer newer() {
        long from = newerFrames.from();
        if (from == log.head()) {
            return Newer.NONE;
        }
        Segment first = reader.first();
        return newerFrames.collect(reader.frames(first != null && first.start() <= from ? from : safe.position()));
    }

    /** {@return whether it depends on the order in which frames before {@code position} were appended} */
    boolean looksBackTo(long position) {
        return safe.position() < position;
    }

    /** The connection is gone; if it was refused, nothing of what it began with was taken. */
    void down(LinkOutcome how) {
        writing = 0;
        toFrameBoundary();
        if (how == LinkOutcome.REFUSED || how == LinkOutcome.OTHER_KEY) {
            sent = Math.max(safe.position(), Math.min(sent, sentBefore));
        } else if (how == LinkOutcome.FINISHED) {
            safe.set(sent);
        }
        safe.freeze();
        dropOldest();
    }

    /**
     * Lets go of what has arrived in time, or is more than the window.
     *
     * @param accepted whether the link is let in; if not, nothing may have arrived
     * @return whether there will be more, later
     */
    boolean trail(boolean accepted) {
        long now = home.nanoTime();
        safe.sent(sent, log.head(), now);
        safe.advance(now, accepted ? log.head() - window : safe.position());
        reader.releaseTo(safe.position());
        return mayBeLost();
    }

    /** A resync will be of the history alone. */
    void forgetSafe() {
        safe.advance(home.nanoTime(), sent);
        reader.releaseTo(safe.position());
    }

    /** History is kept in any case; what is older than that must not take more than the window. For a link that is down. */
    void dropOldest() {
        if (unsent() > window && sent < log.start()) {
            dropTo(Math.min(log.start(), log.head() - window + window / 8));
        }
        dropTo(Math.min(Math.min(sent, log.start()), log.head() - window));
        reader.releaseTo(safe.position());
    }

    /** Gives up everything that may not have arrived. For a link that is down. */
    void dropAll() {
        dropTo(log.head());
        reader.releaseTo(safe.position());
    }

    /**
     * Lets go of everything; what may not have arrived counts as dropped.
     *
     * @param open whether the link is up, so that what was written to it will arrive
     */
    void close(boolean open) {
        writing = 0;
        if (open) {
            toFrameBoundary();
            safe.set(sent);
        }
        dropTo(log.head());
        reader.releaseAll();
    }

    /** {@return whether some of what is unsent does not fit into one resync} But for that it counts as sent. */
    private boolean shareUnsent(JoinFrameBuilder joinFrameBuilder) {
        FrameIterator unsent = new FrameIterator(reader.at(sent), sent, log.head());
        long end = sent;
        while (unsent.next() && joinFrameBuilder.hasRoomFor(unsent.position() + unsent.size() - sent, unsent.count())) {
            end = unsent.position() + unsent.size();
        }
        if (end == sent && end < log.head()) {
            return false; // a frame that fits into no resync goes up by itself
        }
        shareTo(end);
        return unsent() > 0;
    }

    private boolean historyReachesFurther() {
        FrameIterator iterator = new FrameIterator(log);
        while (iterator.next()) {
            if (iterator.arrival() < safe.position()) {
                return true;
            }
        }
        return false;
    }

    private void shareTo(long position) {
        long end = position;
        while (!received.isEmpty() && received.from() < end) {
            end = Math.max(end, received.to());
            received.removeFirst();
        }
        sent = Math.max(sent, end);
        reader.moveTo(sent);
    }

    private void skipReceived() {
        if (writing > 0 || received.isEmpty() || received.from() > sent) {
            return;
        }
        while (!received.isEmpty() && received.from() <= sent) {
            sent = Math.max(sent, received.to());
            received.removeFirst();
        }
        reader.moveTo(sent);
    }

    /** A part of a frame counts for nothing without the rest. */
    private void toFrameBoundary() {
        Segment first = reader.first();
        if (first == null || !mayBeLost()) {
            return;
        }
        long boundary = safe.position();
        FrameIterator iterator = new FrameIterator(first, boundary, sent);
        while (iterator.next() && iterator.position() + iterator.size() <= sent) {
            boundary = iterator.position() + iterator.size();
        }
        sent = boundary;
        reader.rewind();
    }

    /** The oldest {@code frames} of what may not have arrived are not brought again. */
    private void giveUp(int frames) {
        FrameIterator iterator = new FrameIterator(reader.first(), safe.position(), sent);
        for (int i = 0; i < frames && iterator.next(); i++) {
            safe.set(iterator.position() + iterator.size());
        }
        count(frames);
    }

    /** Gives up what is before: what was written and may not have arrived, and what is unsent. */
    private void dropTo(long least) {
        long dropped = 0;
        long boundary = safe.position();
        FrameIterator written = new FrameIterator(reader.first(), boundary, sent);
        while (boundary < least && written.next()) {
            boundary = written.position() + written.size();
            dropped++;
        }
        while (unsent() > 0 && sent < least) {
            Segment at = reader.at(sent);
            sent += Header.frameSize(at.view(), at.index(sent));
            boundary = sent;
            dropped++;
        }
        if (boundary > safe.position()) {
            safe.set(boundary);
        }
        count(dropped);
    }

    private void count(long dropped) {
        home.counters().add(Counter.PEER_DROPPED_FRAMES, dropped);
        if (!dropping && dropped > 0) {
            dropping = true;
            LINES.add("peer-dropped",
                    count -> LOG
                            .warn("peer-dropped: the oldest frames are given up before the upstream server has them,"
                                    + " channels={}, one={} frames", count, dropped));
        }
    }
}
