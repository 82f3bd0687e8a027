package mles.server.spi;

import java.util.Locale;

/**
 * Steps that free memory while the budget is spent, in this order, each only as far as needed. No frame that is due to a
 * reader inside its window is lost before the last step.
 */
public enum MemoryStep {
    /** Members that were parked are closed, those that hold most first. */
    CLOSE_PARKED,
    /** Channels without members are dropped with their history, oldest first. */
    DROP_MEMBERLESS,
    /** Channels with members lose their history, the largest first. */
    DROP_HISTORY,
    /** Publishers wait: those of the largest logs first, then all. */
    PAUSE_PUBLISHERS,
    /** After a time of that, frames that wait for an upstream server are lost, one channel's at a time. */
    DROP_UNSENT,
    /** Then members that hold most back are closed, one at a time. */
    CLOSE_MEMBER,
    /** There is room again, and publishers go on. */
    RESUME;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** {@return the word for this step in logs and metrics: {@code drop-history}} */
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return word;
    }
}
