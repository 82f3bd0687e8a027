package mles.server.delivery;

/** Work for the end of a turn, queued once at a time. Thread: its loop. */
public abstract class FlushTask {
    private boolean queued;

    /** Does the work of this turn. */
    public abstract void flush();

    /** {@return whether it was not queued before} It is now. */
    final boolean markQueued() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    /** Takes the mark away, before {@link #flush()}. */
    final void clearQueued() {
        queued = false;
    }
}
