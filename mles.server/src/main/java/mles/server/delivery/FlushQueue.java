package mles.server.delivery;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Gathers the work for the end of an event loop's turn, so that everything read in one turn goes out together: first the
 * channels that grew tell their readers, then the groups that have more to send do. Thread: its loop.
 */
public final class FlushQueue implements Runnable {
    private final Executor loop;
    private final ArrayDeque<FlushTask> grown = new ArrayDeque<>();
    private final ArrayDeque<FlushTask> behind = new ArrayDeque<>();
    private boolean due;

    public FlushQueue(Executor loop) {
        this.loop = loop;
    }

    /** The log of a channel has grown. */
    public void flushLater(FlushTask channel) {
        add(grown, channel);
    }

    /** A group has members that are behind. */
    public void readLater(FlushTask group) {
        add(behind, group);
    }

    @Override
    public void run() {
        due = false;
        flush(grown);
        flush(behind);
    }

    private void add(ArrayDeque<FlushTask> queue, FlushTask work) {
        if (work.markQueued()) {
            queue.add(work);
            if (!due) {
                due = true;
                loop.execute(this);
            }
        }
    }

    /** Those only that were there at the beginning: others come in the next turn. */
    private static void flush(ArrayDeque<FlushTask> queue) {
        for (int left = queue.size(); left > 0; left--) {
            FlushTask work = queue.remove();
            work.clearQueued();
            work.flush();
        }
    }
}
