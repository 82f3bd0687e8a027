package mles.server.log;

/**
 * Moves frames that were appended last further to the front of what joiners get. No byte is copied, and the log ends where
 * it ended: cursors that are at it read on in the order of arrival. For the home loop.
 */
public final class LogReorderer {
    private final Segment source;
    private final Segment end;
    private Segment at;
    private Segment first;
    private long position;

    private LogReorderer(ChannelLog log, Segment source) {
        this.source = source;
        log.seal();
        this.end = log.last();
        this.position = log.start();
        this.first = end;
        this.at = end;
    }

    /**
     * Puts the last {@code older} frames before the {@code newer} ones that stand before them.
     *
     * @return their new position
     */
    public static long run(ChannelLog log, long newer, long older) {
        Segment source = log.first();
        long kept = log.headFrame() - log.startFrame() - older;
        if (source == null || kept <= 0) {
            return log.start();
        }
        long from = log.start();
        long to = from;
        FrameIterator iterator = new FrameIterator(log);
        for (long i = 0; i < kept && iterator.next(); i++) {
            to = iterator.position() + iterator.size();
            from = i < kept - newer ? to : from;
        }
        LogReorderer reorder = new LogReorderer(log, source);
        reorder.take(log.start(), from);
        reorder.take(to, log.head());
        reorder.take(from, to);
        reorder.at.link(reorder.end);
        log.reorder(reorder.first);
        return from;
    }

    private void take(long from, long to) {
        Segment segment = source;
        for (long taken = from; taken < to;) {
            segment = segment.reach(taken);
            Segment next = segment.next();
            long until = next == null ? to : Math.min(to, next.start());
            add(segment.movedTo(position, taken));
            position += until - taken;
            taken = until;
        }
    }

    private void add(Segment piece) {
        if (first == end) {
            first = piece;
        } else {
            at.link(piece);
        }
        at = piece;
    }
}
