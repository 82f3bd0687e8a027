package mles.websocket.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes of publishes with an {@code Idempotency-Key}, for as long as a repeat has to get the same one. The oldest of too many are
 * forgotten. Thread: any.
 */
final class Repeats {
    private final Map<Digest, Entry> byKey = new ConcurrentHashMap<>();
    /** All of them by age, those that were forgotten early included. */
    private final Queue<Entry> byAge = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int most;
    private final long nanos;
    private final LongSupplier clock;

    /**
     * Remembers nothing yet.
     *
     * @param most  outcomes at a time
     * @param nanos how long each is remembered
     */
    Repeats(int most, long nanos, LongSupplier clock) {
        this.most = most;
        this.nanos = nanos;
        this.clock = clock;
    }

    /** One publish and its outcome, if it has one. */
    static final class Entry {
        private final Repeats all;
        private final Digest key;
        private final Digest body;
        private final long since;
        private volatile @Nullable Outcome outcome;

        private Entry(Repeats all, Digest key, Digest body, long since) {
            this.all = all;
            this.key = key;
            this.body = body;
            this.since = since;
        }

        /** Repeats get that outcome. */
        void done(Outcome its) {
            outcome = its;
        }

        /** Nothing was published: a repeat is a request like the first one. */
        void forget() {
            all.byKey.remove(key, this);
        }

        private Outcome repeat(Digest its) {
            if (!body.equals(its)) {
                return Problem.of(HttpResponseStatus.UNPROCESSABLE_ENTITY,
                        "expected the body of the first request with this Idempotency-Key, was another one");
            }
            Outcome known = outcome;
            return known == null
                    ? Problem.of(HttpResponseStatus.CONFLICT,
                            "the first request with this Idempotency-Key has no answer yet")
                    : known;
        }
    }

    /**
     * Answer to the question whether to publish: one of both.
     *
     * @param entry   to be told the outcome of a first request
     * @param outcome of the one that this one repeats
     */
    record Claim(@Nullable Entry entry, @Nullable Outcome outcome) {
    }

    /** {@return whether this is the first request with {@code key}} */
    Claim claim(Digest key, Digest body) {
        long now = clock.getAsLong();
        forgetOld(now);
        Entry entry = new Entry(this, key, body, now);
        Entry before = byKey.putIfAbsent(key, entry);
        if (before != null) {
            return new Claim(null, before.repeat(body));
        }
        byAge.add(entry);
        Entry oldest = count.incrementAndGet() > most ? byAge.peek() : null;
        if (oldest != null) {
            forget(oldest);
        }
        return new Claim(entry, null);
    }

    /** {@return the number of outcomes in memory} */
    int size() {
        return count.get();
    }

    private void forgetOld(long now) {
        for (Entry oldest = byAge.peek(); oldest != null && now - oldest.since >= nanos; oldest = byAge.peek()) {
            forget(oldest);
        }
    }

    private void forget(Entry oldest) {
        if (byAge.remove(oldest)) {
            count.decrementAndGet();
            oldest.forget();
        }
    }
}
