package mles.loadgen;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/** Joins each channel once more after the run and sees what history it gets. */
final class LateJoiners {
    /** The replay is over when nothing came for so long. */
    private static final long QUIET = 300 * Clock.MILLI;
    private static final long LOOK_EVERY = 10 * Clock.MILLI;

    private final Receiver receiver;
    private final Failure failure = new Failure();
    private long start;

    private LateJoiners(Layout layout, int[] channelOf, int channels) throws IOException {
        int[] seats = new int[channelOf.length];
        Arrays.fill(seats, 1);
        receiver = new Receiver(0, layout, channelOf, new Checker(seats, true), new Window(1, channelOf.length),
                failure, new AtomicIntegerArray(channels));
    }

    /** {@return the histories that joiners of all channels got at the same time} */
    static LateJoiners measure(Target target, Names names, Layout layout, int[] channelOf, int channels)
            throws IOException, InterruptedException {
        LateJoiners late = new LateJoiners(layout, channelOf, channels);
        Thread thread = Thread.ofPlatform().name("bench-late").start(late.receiver);
        try {
            late.start = Clock.now();
            for (int i = 0; i < channels; i++) {
                late.receiver.add(target.join(names.lateJoiner(i), names.channel(i)), i, 0);
            }
            late.awaitQuiet();
        } finally {
            late.receiver.stop();
            thread.join();
        }
        return late;
    }

    /** {@return whether what came was in order, without a gap and without repetition} */
    boolean isOk() {
        return receiver.checker().isClean() && !failure.happened();
    }

    void report(Report report) {
        Checker checker = receiver.checker();
        report.count("history_messages_min", receiver.counts().getCount() == 0 ? 0 : receiver.counts().getMin());
        report.count("history_messages_max", Math.max(0, receiver.counts().getMax()));
        report.count("history_disorder",
                checker.lost() + checker.duplicated() + checker.reordered() + checker.foreigners());
        report.number("history_ms", Math.max(0, receiver.lastDelivery() - start) / (double) Clock.MILLI, 3);
    }

    private void awaitQuiet() {
        long seen = -1;
        long since = Clock.now();
        while (Clock.now() - since < QUIET) {
            long deliveries = receiver.deliveries();
            if (deliveries != seen) {
                seen = deliveries;
                since = Clock.now();
            }
            LockSupport.parkNanos(this, LOOK_EVERY);
        }
    }
}
