package mles.server.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Log lines for events that clients, links or stores can cause in any number. Events of one kind become one line with
 * their count, and lines of a kind are an interval apart, so that a log grows with time and not with what others do. Lines
 * are in the order of the last events that they tell of, so that the later one of {@code failed} and {@code recovered} holds;
 * one that would come out of order comes early instead.
 * Thread-safe; for the rare events of a {@link ServerEvents}, not for single messages.
 *
 * <pre>{@code
 * lines.add("peer-up", count -> LOG.info("peer-up: links are up, channels={}, peer={}", count, peer));
 * }</pre>
 */
public final class BoundedLog {
    private final Object lock = new Object();
    private final Object writing = new Object();
    /** Events that no line has told of, the kind of the last event last. */
    private final Map<Object, Untold> untold = new LinkedHashMap<>();
    private final Map<Object, Long> nextAt = new HashMap<>();
    private final long gatherNanos;
    private final long apartNanos;
    private final LongSupplier clock;
    private final Function<Duration, Executor> timer;

    /** Count of suppressed lines, and the line that tells it. */
    private static final class Untold {
        private final LongConsumer line;
        private long count;

        Untold(LongConsumer line) {
            this.line = line;
        }

        void tell() {
            line.accept(count);
        }
    }

    /**
     * Creates a log without lines.
     *
     * @param gather time for which events are counted before a line tells of them; zero tells of the first one at once
     * @param apart  time between two lines of one kind
     */
    public BoundedLog(Duration gather, Duration apart) {
        this(gather, apart, System::nanoTime,
                delay -> CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** @param timer an executor of tasks after a delay */
    BoundedLog(Duration gather, Duration apart, LongSupplier clock, Function<Duration, Executor> timer) {
        this.gatherNanos = gather.toNanos();
        this.apartNanos = apart.toNanos();
        this.clock = clock;
        this.timer = timer;
    }

    /**
     * Counts an event.
     *
     * @param kind one of few values, which are kept for ever
     * @param line writes the line and takes the count of events; that of the first event is called for all of them
     */
    public void add(Object kind, LongConsumer line) {
        Untold fresh = new Untold(line);
        long delay;
        synchronized (lock) {
            Untold before = untold.remove(kind);
            Untold its = before == null ? fresh : before;
            its.count++;
            untold.put(kind, its);
            if (before != null) {
                return;
            }
            long now = clock.getAsLong();
            delay = Math.max(gatherNanos, nextAt.getOrDefault(kind, now) - now);
        }
        if (delay == 0) {
            tell(fresh);
        } else {
            timer.apply(Duration.ofNanos(delay)).execute(() -> tell(fresh));
        }
    }

    /** Writes what is counted and not told yet. */
    public void flush() {
        synchronized (writing) {
            List<Untold> all;
            synchronized (lock) {
                all = List.copyOf(untold.values());
                untold.clear();
            }
            all.forEach(Untold::tell);
        }
    }

    /** Writes that line, behind those whose last event was before; not if another line has taken it along. */
    private void tell(Untold last) {
        synchronized (writing) {
            due(last).forEach(Untold::tell);
        }
    }

    private List<Untold> due(Untold last) {
        List<Untold> due = new ArrayList<>();
        synchronized (lock) {
            boolean over = !untold.containsValue(last);
            Iterator<Map.Entry<Object, Untold>> all = untold.entrySet().iterator();
            while (!over) {
                Map.Entry<Object, Untold> next = all.next();
                over = next.getValue() == last;
                due.add(next.getValue());
                nextAt.put(next.getKey(), clock.getAsLong() + apartNanos);
                all.remove();
            }
        }
        return due;
    }
}
