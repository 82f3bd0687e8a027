package mles.server.hub;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Watches for members whose sockets take nothing while their channel runs away from them (SPEC 9, row 6). First the
 * publishers of the channel wait; a member that makes no progress meanwhile is parked. For the loop of the reader.
 */
final class StallWatch {
    /** Publishers wait this many times the pause at most, whatever progress there is. */
    private static final int PAUSES_IN_ALL = 5;
    private static final int CHECKS_PER_PAUSE = 8;

    private final Reader reader;
    private final Hub hub;
    private final HubLoop loop;
    private final HubLimits limits;
    private boolean watching;
    private boolean closed;
    private long since;
    private long progressAt;
    private long progressMark;

    StallWatch(Reader reader, Hub hub, HubLoop loop, HubLimits limits) {
        this.reader = reader;
        this.hub = hub;
        this.loop = loop;
        this.limits = limits;
    }

    /** After each round of writes. */
    void check() {
        long bearable = limits.window() - limits.window() / 4;
        if (watching || closed || reader.held() <= bearable || largestLag() <= bearable) {
            return;
        }
        if (limits.stallNanos() == 0) {
            parkBeyond(limits.window());
            return;
        }
        watching = true;
        since = loop.nanoTime();
        progressAt = since;
        progressMark = largestLag();
        hub.stalled(reader, true);
        watchOn();
    }

    void close() {
        closed = true;
    }

    private void watch() {
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        long lag = largestLag();
        if (lag <= limits.window() / 2) {
            end();
            return;
        }
        if (lag <= progressMark - limits.window() / 8) {
            progressMark = lag;
            progressAt = now;
        }
        if (now - progressAt >= limits.stallNanos() || now - since >= PAUSES_IN_ALL * limits.stallNanos()) {
            parkBeyond(limits.window() / 2);
            end();
            return;
        }
        watchOn();
    }

    private void watchOn() {
        loop.schedule(this::watch, Math.max(TimeUnit.MILLISECONDS.toNanos(10), limits.stallNanos() / CHECKS_PER_PAUSE));
    }

    private void end() {
        watching = false;
        hub.stalled(reader, false);
    }

    /** {@return the lag of the slowest member that cannot take more; what history keeps anyway does not count} */
    private long largestLag() {
        long largest = 0;
        for (Cursor cursor : reader.cursors()) {
            largest = Math.max(largest, lag(cursor));
        }
        return largest;
    }

    private long lag(Cursor cursor) {
        boolean counts = cursor.isWriting() && !cursor.isParked() && cursor.position() < reader.historyStart();
        return counts ? reader.head() - cursor.position() : 0;
    }

    private void parkBeyond(long lag) {
        List<Cursor> slow = reader.cursors().stream().filter(cursor -> lag(cursor) > lag).toList();
        for (Cursor cursor : slow) {
            cursor.park();
            loop.counters().add(Counter.PARKED, 1);
            loop.hubs().events().parked(cursor.seat().info());
        }
        loop.turn().readLater(reader);
    }
}
