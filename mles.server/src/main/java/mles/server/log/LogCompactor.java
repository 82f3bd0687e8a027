package mles.server.log;

import java.util.BitSet;

/**
 * Takes frames out of the middle of a log: the part that they are in is written anew, to end where it ended, so that no
 * cursor moves. For joiners to come; those who are at it read what they began to. For the home loop.
 */
public final class LogCompactor {

    /** Is told of the frames that move. */
    @FunctionalInterface
    public interface Moves {
        /** A frame of the part, dropped or not, stood at {@code from}; the next one stands at {@code to}. */
        void moved(long from, long to);
    }

    private LogCompactor() {
    }

    /**
     * Takes frames out.
     *
     * @param dropped the numbers of the frames to leave out, counted from the start of {@code log}; one at least
     */
    public static void run(ChannelLog log, BitSet dropped, Moves moves) {
        FrameIterator crowded = new FrameIterator(log);
        long bytes = 0;
        for (int i = 0; i < dropped.length() && crowded.next(); i++) {
            bytes += dropped.get(i) ? crowded.size() : 0;
        }
        if (crowded.segment() == log.last()) {
            log.seal();
        }
        Segment rest = crowded.segment().next();
        if (rest == null) {
            throw new IllegalStateException("a sealed log ends early");
        }
        rewrite(log, rest, log.start() + bytes, dropped, moves);
    }

    /** Leaves out nothing; what is kept moves into as much memory as it needs. No position changes. */
    static void tighten(ChannelLog log) {
        log.seal();
        rewrite(log, log.last(), log.start(), new BitSet(), (from, to) -> {
        });
    }

    private static void rewrite(ChannelLog log, Segment rest, long start, BitSet dropped, Moves moves) {
        ChannelLog part = log.rewriteFrom(start, rest.start());
        FrameIterator iterator = new FrameIterator(log);
        for (int i = 0; iterator.next() && iterator.position() < rest.start(); i++) {
            moves.moved(iterator.position(), part.head());
            if (!dropped.get(i)) {
                part.begin(iterator.size(), iterator.size());
                part.add(iterator.segment().memory(), iterator.segment().index(iterator.position()), iterator.size());
            }
        }
        log.replaceBefore(rest, part, dropped.cardinality());
    }
}
