package mles.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The empty messages behind the last one with content. A server may drop empty joins from the midst of its history (SPEC
 * 5.3), so they have no place in the order; they are counted. For one thread.
 */
final class Presences {
    /** Empty messages in a row that are remembered, those received last. */
    static final int MOST = 1024;

    private final Deque<Long> latest = new ArrayDeque<>();
    private final Map<Long, Integer> expected = new HashMap<>();

    /** A replay begins, which may bring them once more. */
    void begin() {
        expected.clear();
        latest.forEach(digest -> expected.merge(digest, 1, Integer::sum));
    }

    /** {@return whether {@code digest} is one that was expected once more} */
    boolean repeats(long digest) {
        Integer left = expected.get(digest);
        if (left == null) {
            return false;
        }
        expected.compute(digest, (same, count) -> left == 1 ? null : left - 1);
        return true;
    }

    void add(long digest) {
        latest.add(digest);
        if (latest.size() > MOST) {
            latest.remove();
        }
    }

    /** A message with content is behind them. */
    void clear() {
        latest.clear();
        expected.clear();
    }
}
