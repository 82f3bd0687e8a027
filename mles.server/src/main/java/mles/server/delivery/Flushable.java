package mles.server.delivery;

/** Has work for the end of a turn. Thread: its loop. */
public interface Flushable {
    /**
     * Marks it as queued.
     *
     * @return whether it was not
     */
    boolean markQueued();

    /** Takes the mark away, before {@link #flush()}. */
    void clearQueued();

    /** Does the work of this turn. */
    void flush();
}
