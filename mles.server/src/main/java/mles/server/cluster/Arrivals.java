package mles.server.cluster;

import java.util.concurrent.atomic.AtomicInteger;
import mles.server.delivery.LoopContext;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;
import mles.server.transport.MemoryAccount;

/** Brings the entries of a channel to its home loop, and not too many at once. Thread: any, unless a method says otherwise. */
final class Arrivals implements RelaySink {
    /** Bytes on their way at which no more are taken. */
    private static final int MOST_UNDER_WAY = 1 << 20;

    private final AtomicInteger underWay = new AtomicInteger();
    private final LoopContext home;
    private final MemoryAccount account;
    private final ClusterSession session;
    private volatile boolean stopped;
    /** Home only. */
    private boolean stopping;

    Arrivals(LoopContext home, MemoryAccount account, ClusterSession session) {
        this.home = home;
        this.account = account;
        this.session = session;
    }

    @Override
    public boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
        if (stopped) {
            return false;
        }
        int size = entry.frames().remaining();
        account.take(size);
        boolean wantsMore = underWay.addAndGet(size) < MOST_UNDER_WAY;
        if (!wantsMore) {
            stopped = true;
        }
        home.post(() -> {
            try {
                session.onEntry(at, before, entry, storedAtMillis);
            } finally {
                account.give(size);
                arrived(size);
            }
        });
        return wantsMore;
    }

    @Override
    public void live(Position last) {
        home.post(() -> session.onLive(last));
    }

    @Override
    public void lost(Position before) {
        home.post(() -> session.onLost(before));
    }

    @Override
    public void failed(String why) {
        home.post(session::onTailFailed);
    }

    /** Takes nothing more, or takes again. Thread: home loop. */
    void stop(boolean stop) {
        if (stopping == stop) {
            return;
        }
        stopping = stop;
        if (stop) {
            stopped = true;
        } else {
            resume();
        }
    }

    private void arrived(int size) {
        underWay.addAndGet(-size);
        if (stopped && !stopping) {
            resume();
        }
    }

    /** The engine brings again what was not taken. */
    private void resume() {
        if (underWay.get() == 0) {
            stopped = false;
            session.tailAgain();
        }
    }
}
