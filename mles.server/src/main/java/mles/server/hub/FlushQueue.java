package mles.server.hub;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Gathers what is to be done at the end of an event loop's turn, so that everything read in one turn goes out together:
 * first the channels that grew tell their readers, then the readers that have more to send do. For that loop.
 */
final class FlushQueue implements Runnable {
    private final Executor loop;
    private final ArrayDeque<Hub> grown = new ArrayDeque<>();
    private final ArrayDeque<ReaderGroup> behind = new ArrayDeque<>();
    private boolean due;

    FlushQueue(Executor loop) {
        this.loop = loop;
    }

    /** The log of {@code hub} has grown. */
    void announceLater(Hub hub) {
        if (hub.queue()) {
            grown.add(hub);
            schedule();
        }
    }

    /** {@code group} has members that are behind. */
    void readLater(ReaderGroup group) {
        if (group.queue()) {
            behind.add(group);
            schedule();
        }
    }

    @Override
    public void run() {
        due = false;
        for (int left = grown.size(); left > 0; left--) {
            Hub hub = grown.remove();
            hub.unqueue();
            hub.announce();
        }
        for (int left = behind.size(); left > 0; left--) {
            ReaderGroup group = behind.remove();
            group.unqueue();
            group.send();
        }
    }

    private void schedule() {
        if (!due) {
            due = true;
            loop.execute(this);
        }
    }
}
