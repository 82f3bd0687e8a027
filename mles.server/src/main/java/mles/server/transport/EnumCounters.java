package mles.server.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts of rare things by their kind. Thread-safe.
 *
 * @param <E> the kinds
 */
public final class EnumCounters<E extends Enum<E>> {
    private final Map<E, AtomicLong> counts;

    /** Starts at nothing, for all constants of {@code kinds}. */
    public EnumCounters(Class<E> kinds) {
        counts = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            counts.put(kind, new AtomicLong());
        }
    }

    /** One more of {@code kind}. */
    public void add(E kind) {
        counter(kind).incrementAndGet();
    }

    /** {@return the count of {@code kind}} */
    public long get(E kind) {
        return counter(kind).get();
    }

    private AtomicLong counter(E kind) {
        return Objects.requireNonNull(counts.get(kind));
    }
}
