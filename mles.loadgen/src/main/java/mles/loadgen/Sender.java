package mles.loadgen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The thread that publishes: as fast as the window allows, or by schedule. */
final class Sender implements Runnable {
    private static final long LONGEST_WAIT = 100 * Clock.MILLI;
    /** A selector counts in milliseconds; for less than this many the thread is parked. */
    private static final long SHORT_WAIT = 2 * Clock.MILLI;
    private static final long PATIENCE = 5 * Clock.SECOND;
    private static final int SCRATCH = 1 << 16;

    private final Workload workload;
    private final List<Publisher> publishers;
    private final Selector selector;
    private final Window window;
    private final CpuLoad load;
    private final Failure failure;
    private final Consumer<SelectionKey> reader = this::read;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
    private final Histogram lateness = new Histogram();
    private volatile @Nullable Thread thread;
    private Phase phase = new Phase(0, 0, false);
    private long nextDue;
    private volatile long firstSend;
    private long finishedAt;
    private long discarded;
    private long seenDeliveries;
    private long progressAt;
    private boolean stalled;
    private volatile boolean stopped;

    /** @param load sees the beginning and the end of what is measured */
    Sender(Workload workload, List<Publisher> publishers, Selector selector, Window window, CpuLoad load,
            Failure failure) {
        this.workload = workload;
        this.publishers = publishers;
        this.selector = selector;
        this.window = window;
        this.load = load;
        this.failure = failure;
        window.onWake(this::wake);
    }

    private record Phase(long start, long end, boolean measured) {
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            boolean warm = workload.warmup() == 0 || publish(workload.warmup(), false);
            load.begin();
            if (warm && !stopped) {
                publish(workload.seconds(), true);
            }
        } catch (IOException e) {
            failure.disconnected("a publisher's connection broke: " + e.getMessage());
        }
        finishedAt = Clock.now();
        load.end();
    }

    /**
     * Sends nothing more, and waits only for what is under way. From any thread.
     *
     * @return whether a message was sent that counts, and this was the first call
     */
    synchronized boolean stop() {
        boolean first = firstSend != 0 && !stopped;
        stopped |= first;
        wake();
        return first;
    }

    /** {@return whether it was told to stop} From any thread. */
    boolean isStopped() {
        return stopped;
    }

    /** {@return whether nothing arrived for so long that the run was given up} All after the end of the thread. */
    boolean isStalled() {
        return stalled;
    }

    /** {@return when the first measured message was sent} */
    long firstSend() {
        return firstSend;
    }

    /** {@return when all that was sent had arrived, or was given up} */
    long finishedAt() {
        return finishedAt;
    }

    /** {@return the lateness of messages that the server did not hold back} */
    Histogram lateness() {
        return lateness;
    }

    /** {@return the bytes that publishers got from each other} */
    long discarded() {
        return discarded;
    }

    private void wake() {
        selector.wakeup();
        LockSupport.unpark(thread);
    }

    /**
     * Publishes for that long and waits until all of it has arrived.
     *
     * @return whether it has
     */
    private boolean publish(double seconds, boolean measured) throws IOException {
        long start = Clock.now();
        phase = new Phase(start, start + Clock.nanos(seconds), measured);
        progressAt = start;
        publishers.forEach(Publisher::beginPhase);
        boolean sending = true;
        while (!failure.happened()) {
            long now = Clock.now();
            nextDue = now + LONGEST_WAIT;
            boolean wrote = false;
            if (sending) {
                sending = false;
                for (Publisher publisher : publishers) {
                    wrote |= pump(publisher);
                    sending |= !publisher.isFinished();
                }
            } else if (hasArrived()) {
                return true;
            }
            if (isStuck(now)) {
                stalled = true;
                return false;
            }
            if (wrote && workload.rate() == 0) {
                selector.selectNow(reader);
            } else {
                waitForRoom(sending);
            }
        }
        return false;
    }

    /**
     * Sends one batch, if socket, schedule and window allow it.
     *
     * @return whether it did
     */
    private boolean pump(Publisher publisher) throws IOException {
        if (!publisher.flush()) {
            publisher.holdBack(true);
            return false;
        }
        long now = Clock.now();
        if (now >= phase.end() || stopped) {
            publisher.finish();
            return false;
        }
        int count = due(publisher, now);
        if (count == 0) {
            publisher.holdBack(false);
            return false;
        }
        long room = workload.windowPerPublisher() - (publisher.sent() - window.done(publisher.index()));
        if (room <= 0) {
            publisher.holdBack(true);
            return false;
        }
        send(publisher, (int) Math.min(count, room), now);
        return true;
    }

    private int due(Publisher publisher, long now) {
        if (workload.rate() == 0) {
            return publisher.mostBatch();
        }
        Schedule schedule = schedule();
        long number = publisher.sentInPhase();
        int due = schedule.dueBy(now, publisher.index(), number, publisher.mostBatch());
        nextDue = Math.min(nextDue, schedule.due(publisher.index(), number + due));
        return due;
    }

    private Schedule schedule() {
        return new Schedule(phase.start(), workload.rate(), publishers.size());
    }

    /** Counts latency from the due time where the server held a message back; lateness of the generator does not count. */
    private void send(Publisher publisher, int count, long now) throws IOException {
        publisher.beginBatch();
        for (int i = 0; i < count; i++) {
            long time = now;
            if (workload.rate() > 0) {
                long due = schedule().due(publisher.index(), publisher.sentInPhase() + i);
                if (publisher.isHeldBack()) {
                    time = due;
                } else if (phase.measured()) {
                    lateness.record(now - due);
                }
            }
            publisher.stamp(i, time);
        }
        if (phase.measured() && firstSend == 0) {
            firstSend = now;
        }
        publisher.send(count);
    }

    private boolean hasArrived() throws IOException {
        boolean all = true;
        for (Publisher publisher : publishers) {
            all &= publisher.flush() && window.done(publisher.index()) >= publisher.sent();
        }
        return all;
    }

    /** {@return whether nothing has arrived for too long although something is under way} */
    private boolean isStuck(long now) {
        if (now - progressAt < LONGEST_WAIT) {
            return false;
        }
        long deliveries = load.deliveries();
        boolean idle = publishers.stream().allMatch(each -> window.done(each.index()) >= each.sent());
        if (deliveries != seenDeliveries || idle) {
            seenDeliveries = deliveries;
            progressAt = now;
        }
        return now - progressAt > PATIENCE;
    }

    /** Sleeps until half a window is free of a publisher that waits for it, all has arrived, or a message is due. */
    private void waitForRoom(boolean sending) throws IOException {
        int half = workload.windowPerPublisher() / 2;
        boolean room = false;
        window.fallAsleep();
        for (Publisher publisher : publishers) {
            long underWay = publisher.sent() - window.done(publisher.index());
            boolean waits = sending
                    ? !publisher.isFinished() && !publisher.waitsForSocket()
                            && underWay >= workload.windowPerPublisher()
                    : underWay > 0;
            room |= waits && window.wakeAt(publisher.index(), publisher.sent() - (sending ? half : 0));
        }
        if (!room) {
            sleep(sending ? Math.min(nextDue, phase.end()) : nextDue);
        }
        window.wakeUp();
    }

    private void sleep(long until) throws IOException {
        long rest = until - Clock.now();
        if (rest >= SHORT_WAIT) {
            selector.select(reader, rest / Clock.MILLI);
        } else {
            selector.selectNow(reader);
            LockSupport.parkNanos(this, Math.max(1, rest));
        }
    }

    private void read(SelectionKey key) {
        try {
            Publisher publisher = (Publisher) key.attachment();
            int bytes = key.isReadable() ? publisher.discard(scratch) : 0;
            if (bytes < 0) {
                key.cancel();
                failure.disconnected("the server closed a publisher's connection");
            } else {
                discarded += bytes;
                publisher.flush();
            }
        } catch (IOException e) {
            key.cancel();
            failure.disconnected("a publisher's connection broke: " + e.getMessage());
        }
    }
}
