package mles.server;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import mles.server.spi.ServerEvents;

/** Delay of tasks on the event loops, which is the length of their turns: measured ten times a second. */
final class EventLoopMonitor {
    /** Upper bounds of the buckets, in seconds; one more has no bound. */
    static final List<Double> BOUNDS = List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0);

    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<Probe> probes = new ArrayList<>();
    private final ServerEvents events;

    /** @param loops those to look at, from now on */
    EventLoopMonitor(Iterable<? extends EventExecutor> loops, ServerEvents events) {
        this.events = events;
        loops.forEach(loop -> probes.add(new Probe(loop)));
        probes.forEach(Probe::next);
    }

    /** {@return the number of delays in each bucket} */
    List<Long> counts() {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i <= BOUNDS.size(); i++) {
            int bucket = i;
            counts.add(probes.stream().mapToLong(probe -> probe.counts.get(bucket)).sum());
        }
        return counts;
    }

    /** {@return all delays together, in seconds} */
    double sum() {
        return probes.stream().mapToLong(probe -> probe.sum).sum() / NANOS_PER_SECOND;
    }

    /** {@return for how long the loop that is worst off has been overdue} */
    Duration overdue() {
        long now = System.nanoTime();
        return Duration.ofNanos(probes.stream().mapToLong(probe -> Math.max(0, now - probe.due)).max().orElse(0));
    }

    private static int bucket(double seconds) {
        int bucket = 0;
        while (bucket < BOUNDS.size() && seconds > BOUNDS.get(bucket)) {
            bucket++;
        }
        return bucket;
    }

    /** One loop; it alone writes. */
    private final class Probe {
        private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.size() + 1);
        private final EventExecutor loop;
        private volatile long due;
        private volatile long sum;

        Probe(EventExecutor loop) {
            this.loop = loop;
        }

        void next() {
            due = System.nanoTime() + EVERY_NANOS;
            loop.schedule(this::look, EVERY_NANOS, TimeUnit.NANOSECONDS);
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop writes
        private void look() {
            long late = Math.max(0, System.nanoTime() - due);
            int bucket = bucket(late / NANOS_PER_SECOND);
            counts.lazySet(bucket, counts.get(bucket) + 1);
            sum += late;
            if (late >= SLOW_NANOS) {
                events.slowTurn(Duration.ofNanos(late));
            }
            next();
        }
    }
}
