package mles.server.delivery;

import java.util.function.LongSupplier;
import mles.server.metrics.LoopCounters;

/** An event loop as the readers and followers of logs use it. Thread: this loop, unless a method says otherwise. */
public interface LoopContext {
    /** {@return whether the caller runs on this loop} Thread: any. */
    boolean isCurrent();

    /** Runs {@code task} now if the caller is on this loop, else behind the tasks given before. Thread: any. */
    void runOnLoop(Runnable task);

    /** Runs {@code task} in a later turn of the loop. Thread: any. */
    void post(Runnable task);

    /** Runs {@code task} after {@code nanos} of {@link #nanoTime()}. */
    void schedule(Runnable task, long nanos);

    /** {@return the time in which this loop could turn} For deadlines of others: they are not late while it stood still. */
    long nanoTime();

    /** {@return the time of the machine, in nanoseconds} For the age of messages. */
    LongSupplier clock();

    /** {@return the work for the end of the turn} */
    FlushQueue flushQueue();

    /** {@return the counters without regard to the kind of a member} */
    LoopCounters counters();

    /** A group has a new member on this loop. */
    void opened(ReaderGroup group);

    /** A group has no members any more. */
    void closed(ReaderGroup group);
}
