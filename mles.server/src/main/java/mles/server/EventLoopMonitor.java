package mles.server;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.server.metrics.Histogram;
import mles.server.spi.ServerEvents;

/** Delay of tasks on the event loops, which is the length of their turns: measured ten times a second. */
final class EventLoopMonitor {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Histogram histogram = new Histogram();
    private final List<Probe> probes = new ArrayList<>();
    private final ServerEvents events;

    /** @param loops those to look at, from now on */
    EventLoopMonitor(Iterable<? extends EventExecutor> loops, ServerEvents events) {
        this.events = events;
        loops.forEach(loop -> probes.add(new Probe(loop)));
        probes.forEach(Probe::next);
    }

    /** {@return the delays} */
    Histogram delays() {
        return histogram;
    }

    /** {@return for how long the loop that is worst off has been overdue} */
    Duration overdue() {
        long now = System.nanoTime();
        return Duration.ofNanos(probes.stream().mapToLong(probe -> Math.max(0, now - probe.due)).max().orElse(0));
    }

    /** One loop; it alone writes. */
    private final class Probe {
        private final EventExecutor loop;
        private volatile long due;

        Probe(EventExecutor loop) {
            this.loop = loop;
        }

        void next() {
            due = System.nanoTime() + EVERY_NANOS;
            loop.schedule(this::look, EVERY_NANOS, TimeUnit.NANOSECONDS);
        }

        private void look() {
            long late = Math.max(0, System.nanoTime() - due);
            histogram.add(late);
            if (late >= SLOW_NANOS) {
                events.slowTurn(Duration.ofNanos(late));
            }
            next();
        }
    }
}
