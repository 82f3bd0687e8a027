package mles.websocket.http;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Values by their keys, each for a time. The oldest of too many make room. Thread: any. */
final class Recent<K, V> {
    private final Map<K, Aged<K, V>> byKey = new ConcurrentHashMap<>();
    /** All of them by age, those that were removed early included: the memory is bounded for those, too. */
    private final Queue<Aged<K, V>> byAge = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int most;
    private final long nanos;
    private final LongSupplier clock;

    /** One of them; no record, whose text would show what is secret. */
    private static final class Aged<K, V> {
        private final K key;
        private final V value;
        private final long since;

        private Aged(K key, V value, long since) {
            this.key = key;
            this.value = value;
            this.since = since;
        }
    }

    /**
     * Begins empty.
     *
     * @param most  values at a time
     * @param nanos how long each is kept
     */
    Recent(int most, long nanos, LongSupplier clock) {
        this.most = most;
        this.nanos = nanos;
        this.clock = clock;
    }

    /** {@return the value that {@code key} had already, null where it has {@code value} now} */
    @Nullable
    V putIfAbsent(K key, V value) {
        long now = clock.getAsLong();
        for (Aged<K, V> oldest = byAge.peek(); oldest != null && isOver(oldest, now); oldest = byAge.peek()) {
            forget(oldest);
        }
        Aged<K, V> made = new Aged<>(key, value, now);
        Aged<K, V> before = byKey.putIfAbsent(key, made);
        if (before != null) {
            return before.value;
        }
        byAge.add(made);
        Aged<K, V> oldest = count.incrementAndGet() > most ? byAge.peek() : null;
        if (oldest != null) {
            forget(oldest);
        }
        return null;
    }

    /** {@return the value of {@code key}, null without one} */
    @Nullable
    V get(K key) {
        Aged<K, V> found = byKey.get(key);
        return found == null || isOver(found, clock.getAsLong()) ? null : found.value;
    }

    /** Removes {@code value} early. */
    void remove(K key, V value) {
        byKey.computeIfPresent(key, (its, found) -> found.value.equals(value) ? null : found);
    }

    /** {@return the number of values in memory} */
    int size() {
        return count.get();
    }

    private boolean isOver(Aged<K, V> each, long now) {
        return now - each.since >= nanos;
    }

    private void forget(Aged<K, V> oldest) {
        if (byAge.remove(oldest)) {
            count.decrementAndGet();
            byKey.remove(oldest.key, oldest);
        }
    }
}
