package mles.dist.cluster;

import java.util.Map;
import java.util.TreeMap;

/** Figures of a run, by their names. */
final class Counts {
    private final Map<String, Long> counts = new TreeMap<>();

    void add(String name, long more) {
        counts.merge(name, more, Long::sum);
    }

    void atLeast(String name, long value) {
        counts.merge(name, value, Math::max);
    }

    long get(String name) {
        return counts.getOrDefault(name, 0L);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
