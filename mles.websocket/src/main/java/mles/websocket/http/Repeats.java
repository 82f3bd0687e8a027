package mles.websocket.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes of publishes with an {@code Idempotency-Key}, for as long as a repeat has to get the same one. The oldest of too many are
 * forgotten. Thread: any.
 */
final class Repeats {
    private final Recent<Digest, Entry> entries;

    /**
     * Remembers nothing yet.
     *
     * @param most  outcomes at a time
     * @param nanos how long each is remembered
     */
    Repeats(int most, long nanos, LongSupplier clock) {
        this.entries = new Recent<>(most, nanos, clock);
    }

    /** One publish and its outcome, if it has one. */
    static final class Entry {
        private final Recent<Digest, Entry> all;
        private final Digest key;
        private final Digest body;
        private volatile @Nullable Outcome outcome;

        private Entry(Recent<Digest, Entry> all, Digest key, Digest body) {
            this.all = all;
            this.key = key;
            this.body = body;
        }

        /** Repeats get that outcome. */
        void done(Outcome its) {
            outcome = its;
        }

        /** Nothing was published: a repeat is a request like the first one. */
        void forget() {
            all.remove(key, this);
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
        Entry entry = new Entry(entries, key, body);
        Entry before = entries.putIfAbsent(key, entry);
        return before == null ? new Claim(entry, null) : new Claim(null, before.repeat(body));
    }

    /** {@return the number of outcomes in memory} */
    int size() {
        return entries.size();
    }
}
