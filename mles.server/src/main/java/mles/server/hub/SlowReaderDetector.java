package mles.server.hub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Watches for members whose sockets take nothing while their channel runs away from them (SPEC 9, row 6). First the
 * publishers of the channel wait; a member that makes no progress meanwhile is parked. For the loop of the reader.
 */
final class SlowReaderDetector {
    /** Publishers wait this many times the pause at most, whatever progress there is. */
    private static final int PAUSES_IN_ALL = 5;
    private static final int CHECKS_PER_PAUSE = 8;
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ReaderGroup group;
    private final Hub hub;
    private final HubLoop loop;
    private final HubLimits limits;
    /** How far each slow member was when it last made progress. */
    private final Map<Cursor, Mark> marks = new HashMap<>(0);
    private boolean watching;
    private boolean closed;
    private long since;

    private record Mark(long position, long nanos) {
    }

    SlowReaderDetector(ReaderGroup group, Hub hub, HubLoop loop, HubLimits limits) {
        this.group = group;
        this.hub = hub;
        this.loop = loop;
        this.limits = limits;
    }

    /** After each round of writes, which left the slowest member {@code lag} bytes behind. */
    void check(long lag) {
        long bearable = limits.window() - limits.window() / 4;
        if (watching || closed || lag <= bearable) {
            return;
        }
        if (limits.stallNanos() == 0) {
            park(slow(limits.window()));
        } else if (!slow(bearable).isEmpty()) {
            watching = true;
            since = loop.nanoTime();
            hub.stalled(group, true);
            watch();
        }
    }

    /** A member that may not publish before it reads, and takes nothing for a pause, does not mean to read. */
    void watchHeldUp(Cursor cursor) {
        long position = cursor.position();
        loop.schedule(() -> {
            if (cursor.isHeldUp() && cursor.isWriting() && cursor.position() == position) {
                park(List.of(cursor));
            } else if (cursor.isHeldUp()) {
                watchHeldUp(cursor);
            }
        }, Math.max(SHORTEST_NANOS, limits.stallNanos()));
    }

    void close() {
        closed = true;
    }

    private void watch() {
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        List<Cursor> slow = slow(limits.window() / 2);
        marks.keySet().retainAll(slow);
        slow.forEach(cursor -> mark(cursor, now));
        boolean over = now - since >= PAUSES_IN_ALL * limits.stallNanos();
        Predicate<Cursor> hopeless = cursor -> over || isStuck(cursor, now);
        park(slow.stream().filter(hopeless).toList());
        if (slow.stream().allMatch(Cursor::isParked)) {
            watching = false;
            marks.clear();
            hub.stalled(group, false);
        } else {
            loop.schedule(this::watch,
                    Math.max(SHORTEST_NANOS, limits.stallNanos() / CHECKS_PER_PAUSE));
        }
    }

    /** An eighth of the window is progress. */
    private void mark(Cursor cursor, long now) {
        Mark last = marks.get(cursor);
        if (last == null || cursor.position() - last.position() >= limits.window() / 8) {
            marks.put(cursor, new Mark(cursor.position(), now));
        }
    }

    private boolean isStuck(Cursor cursor, long now) {
        Mark last = marks.get(cursor);
        return last != null && now - last.nanos() >= limits.stallNanos();
    }

    /** {@return those further behind than {@code lag} that cannot take more; what history keeps anyway does not count} */
    private List<Cursor> slow(long lag) {
        return group.cursors().stream().filter(cursor -> cursor.isWriting() && !cursor.isParked()
                && cursor.position() < group.historyStart() && group.head() - cursor.position() > lag).toList();
    }

    private void park(List<Cursor> slow) {
        for (Cursor cursor : slow) {
            cursor.park();
            loop.hubs().events().parked(cursor.membership().info());
        }
        if (!slow.isEmpty()) {
            loop.flushQueue().readLater(group);
        }
    }
}
