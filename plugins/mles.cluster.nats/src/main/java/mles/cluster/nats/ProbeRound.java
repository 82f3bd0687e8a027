package mles.cluster.nats;

import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** One round of probes, of which each stream has to bring one back. Thread-safe. */
final class ProbeRound {
    /** A stream without a leader says nothing, and may have one long before the time for an answer is over. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final StreamPlan plan;
    private final BitSet missing = new BitSet();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    ProbeRound(StreamPlan plan) {
        this.plan = plan;
        missing.set(0, plan.streams());
    }

    /** A probe was stored, and has come back. */
    synchronized void good(int stream) {
        missing.clear(stream);
        if (missing.isEmpty()) {
            end.complete(null);
        }
    }

    /** A probe was refused. */
    void bad(int stream, Throwable cause) {
        end.completeExceptionally(new IllegalStateException(plan.stream(stream) + ": " + OneLine.of(cause), cause));
    }

    /**
     * Sends probes until each stream has brought one back, one was refused, or the time for an answer is over.
     *
     * @param send sends one to a stream; may be called again for a stream that is silent
     * @return the problem of one stream, empty without one
     */
    String run(IntConsumer send) {
        long left = NatsLink.ANSWER.toNanos();
        long deadline = System.nanoTime() + left;
        BitSet silent = missing();
        while (left > 0 && !silent.isEmpty()) {
            silent.stream().forEach(send);
            try {
                end.get(Math.min(AGAIN_NANOS, left), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                return OneLine.of(e);
            } catch (TimeoutException e) {
                // the silent ones are probed again
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
            silent = missing();
            left = deadline - System.nanoTime();
        }
        return silent.isEmpty() ? "" : plan.stream(silent.nextSetBit(0)) + ": " + OneLine.of(new TimeoutException());
    }

    private synchronized BitSet missing() {
        return (BitSet) missing.clone();
    }
}
