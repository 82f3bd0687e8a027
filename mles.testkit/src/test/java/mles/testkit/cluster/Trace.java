package mles.testkit.cluster;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last steps of a simulation, for the report of its failure. */
final class Trace {
    private static final int KEPT = Integer.getInteger("mles.cluster.trace", 80);

    private final Deque<String> lines = new ArrayDeque<>();
    private long digest;

    void add(String line) {
        digest = 31 * digest + line.hashCode();
        lines.add(line);
        if (lines.size() > KEPT) {
            lines.remove();
        }
    }

    /** {@return a number that two equal runs have in common} */
    long digest() {
        return digest;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
