package mles.server.store;

import java.nio.ByteBuffer;
import java.util.BitSet;
import mles.protocol.Header;
import mles.server.log.ChannelLog;
import mles.server.log.FrameIterator;
import mles.server.log.LogReader;
import mles.server.log.Segment;
import mles.server.metrics.Counter;
import mles.server.metrics.LoopCounters;
import mles.server.spi.Ack;
import mles.server.spi.ChannelHistory;

/**
 * Tracks how much of a log was handed to the store, and how much the store has acknowledged. The range between them is
 * retained. Thread: home loop.
 */
final class StorePosition {
    private final ChannelLog log;
    private final LoopCounters counters;
    private final InFlightAppends inFlight = new InFlightAppends();
    private final LogReader reader;
    private long handed;
    private long handedFrame;
    private long stored;
    private long storedFrame;
    private long lag;

    StorePosition(ChannelLog log, LoopCounters counters) {
        this.log = log;
        this.counters = counters;
        this.reader = LogReader.atStart(log);
    }

    /** Begins at {@code position}, where {@code frame} frames have gone by: everything before is stored. */
    void begin(long position, long frame) {
        handed = position;
        handedFrame = frame;
        pass(position, frame);
        reader.restart();
        lag(0);
    }

    /** Holds what the log has added, before the log may let go of it. */
    void hold() {
        reader.retain();
    }

    /** Hands everything that was appended since the last call to {@code store}. */
    void handOver(ChannelHistory store, Ack ack) {
        while (handed < log.head()) {
            Segment at = reader.at(handed);
            long end = at.readableEnd(log.head());
            ByteBuffer frames = at.view().slice(at.index(handed), (int) (end - handed)).asReadOnlyBuffer();
            int count = count(frames);
            handed = end;
            handedFrame += count;
            inFlight.add(handed, handedFrame);
            store.append(frames, count, ack);
        }
        lag(log.head() - stored);
    }

    /** Nothing is handed over at present: what the log forgets will never be stored, and is passed over. */
    void fallBehind() {
        if (isAnswered() && stored < log.start()) {
            pass(log.start(), log.startFrame());
        }
        lag(log.head() - Math.max(stored, log.start()));
    }

    /** Nothing in the log is to be stored any more. */
    void forget() {
        pass(log.head(), log.headFrame());
        lag(0);
    }

    /** Frames are to be taken out of the log, by their numbers from its start, which moves those before them. */
    void takenOut(BitSet frames) {
        long bytes = 0;
        int count = 0;
        FrameIterator iterator = new FrameIterator(log);
        for (int i = 0; i < frames.length() && iterator.next(); i++) {
            if (frames.get(i) && iterator.position() >= stored) {
                bytes += iterator.size();
                count++;
            }
        }
        pass(stored + bytes, storedFrame + count);
    }

    /** The oldest {@code appends} are stored. */
    void stored(int appends) {
        for (int i = 0; i < appends; i++) {
            if (inFlight.position() > stored) {
                pass(inFlight.position(), inFlight.frame());
            }
            inFlight.removeFirst();
        }
        lag(log.head() - stored);
        reader.releaseTo(stored);
    }

    /** The oldest {@code appends} failed; so will all others. */
    void failed(int appends) {
        for (int i = 0; i < appends; i++) {
            inFlight.removeFirst();
        }
    }

    /** {@return whether everything handed over is answered} */
    boolean isAnswered() {
        return inFlight.isEmpty();
    }

    /** {@return up to where the log is stored} */
    long stored() {
        return stored;
    }

    /** {@return the number of stored frames} */
    long storedFrame() {
        return storedFrame;
    }

    /** Lets go of all memory. */
    void release() {
        reader.releaseAll();
    }

    /** Lets go of everything: the channel is gone. */
    void end() {
        release();
        lag(0);
    }

    private void pass(long position, long frame) {
        stored = position;
        storedFrame = frame;
    }

    private void lag(long bytes) {
        counters.add(Counter.HISTORY_LAG_BYTES, bytes - lag);
        lag = bytes;
    }

    private static int count(ByteBuffer frames) {
        int count = 0;
        for (int next = 0; next < frames.limit(); count++) {
            next += Header.frameSize(frames, next);
        }
        return count;
    }
}
