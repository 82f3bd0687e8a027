package mles.server.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Watches for members whose sockets take nothing while their channel runs away from them (SPEC 9, row 6). First the
 * publishers of the channel wait; a member that makes no progress meanwhile is parked. For the loop of the reader.
 */
final class SlowReaderDetector {
    private final ReaderGroup group;
    private final DeliveryListener channel;
    private final LoopContext loop;
    private final SlowReaderPolicy policy;
    /** Position of each slow member when it last made progress. */
    private final Map<Cursor, Mark> marks = new HashMap<>(0);
    private boolean watching;
    private boolean closed;
    private long since;

    private record Mark(long position, long nanos) {
    }

    SlowReaderDetector(ReaderGroup group, DeliveryListener channel, LoopContext loop, SlowReaderPolicy policy) {
        this.group = group;
        this.channel = channel;
        this.loop = loop;
        this.policy = policy;
    }

    /** A round of writes left the slowest member more than {@link SlowReaderPolicy#alarm()} behind. */
    void check() {
        if (watching || closed) {
            return;
        }
        if (policy.pauseNanos() == 0) {
            park(slow(policy.window()));
        } else if (!slow(policy.alarm()).isEmpty()) {
            watching = true;
            since = loop.nanoTime();
            channel.onStalled(group, true);
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
        }, policy.stuckNanos());
    }

    void close() {
        closed = true;
    }

    private void watch() {
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        List<Cursor> slow = slow(policy.calm());
        marks.keySet().retainAll(slow);
        slow.forEach(cursor -> mark(cursor, now));
        boolean over = now - since >= policy.longestNanos();
        Predicate<Cursor> hopeless = cursor -> over || isStuck(cursor, now);
        park(slow.stream().filter(hopeless).toList());
        if (slow.stream().allMatch(Cursor::isParked)) {
            watching = false;
            marks.clear();
            channel.onStalled(group, false);
        } else {
            loop.schedule(this::watch, policy.checkNanos());
        }
    }

    private void mark(Cursor cursor, long now) {
        Mark last = marks.get(cursor);
        if (last == null || cursor.position() - last.position() >= policy.progress()) {
            marks.put(cursor, new Mark(cursor.position(), now));
        }
    }

    private boolean isStuck(Cursor cursor, long now) {
        Mark last = marks.get(cursor);
        return last != null && now - last.nanos() >= policy.pauseNanos();
    }

    /** {@return those further behind than {@code lag} that cannot take more; what history keeps anyway does not count} */
    private List<Cursor> slow(long lag) {
        return group.cursors().stream().filter(cursor -> cursor.isWriting() && !cursor.isParked()
                && cursor.position() < group.historyStart() && group.head() - cursor.position() > lag).toList();
    }

    private void park(List<Cursor> slow) {
        for (Cursor cursor : slow) {
            cursor.park();
            cursor.subscriber().onParked();
        }
        if (!slow.isEmpty()) {
            loop.flushQueue().readLater(group);
        }
    }
}
