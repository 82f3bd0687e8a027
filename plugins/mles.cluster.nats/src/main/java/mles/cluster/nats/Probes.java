package mles.cluster.nats;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import mles.server.spi.RelayListener;
import mles.server.spi.RelayWatch;

/**
 * Watches the engine: a message to each stream must be stored by a quorum and come back by the way of live entries. A server
 * whose subscriptions are dead, or that is alone with a minority, so knows it.
 */
final class Probes implements AutoCloseable {
    private static final String MARK = "Mles-Probe";
    private static final long HURRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Rounds after which the older probes are dropped from a stream. */
    private static final int KEPT = 64;

    private final Engine engine;
    private final RelayWatch watch;
    private final String origin = UUID.randomUUID().toString();
    private final Map<String, CompletableFuture<Void>> echoes = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<StreamEnd> ends;
    /** Number of the round. */
    private int number;
    /** Probes sent so far. */
    private long sent;

    Probes(Engine engine, RelayListener listener) {
        this.engine = engine;
        this.ends = new AtomicReferenceArray<>(
                Collections.nCopies(engine.plan().streams(), StreamEnd.UNKNOWN).toArray(StreamEnd[]::new));
        this.watch = new RelayWatch("mles-cluster-nats-probe", this::probe, listener);
    }

    /**
     * Watches from now on.
     *
     * @throws IOException when the engine does not become usable before the deadline
     */
    void start(NatsAddress address, long deadline) throws IOException {
        for (int i = 0; i < engine.plan().streams(); i++) {
            engine.lane(i).subscribe(engine.plan().out(i, StreamPlan.PROBE), this::heard);
        }
        String problem = probe();
        while (!problem.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(address + ": " + problem);
            }
            LockSupport.parkNanos(HURRY_NANOS);
            problem = probe();
        }
        watch.start();
    }

    /** The connection is there again. */
    void hurry() {
        watch.hurry();
    }

    /** The connection was lost. */
    void lost() {
        watch.lost();
    }

    @Override
    public void close() {
        watch.close();
    }

    /** {@return the problem of one stream, empty without one} */
    private String probe() {
        number++;
        ProbeRound round = new ProbeRound(engine.plan());
        String problem = round.run(stream -> send(round, stream));
        echoes.clear();
        return problem.isEmpty() ? checkEpochs() : problem;
    }

    private void send(ProbeRound round, int stream) {
        long attempt = ++sent;
        String mark = origin + "-" + attempt;
        Headers headers = new Headers().add(MARK, mark);
        if (number % KEPT == 1) {
            EntryHeaders.dropOlder(headers);
        }
        CompletableFuture<Void> echo = new CompletableFuture<>();
        echoes.put(mark, echo);
        engine.link().ask(engine.plan().in(stream, StreamPlan.PROBE), headers, new byte[0])
                .thenAccept(answer -> note(stream, new StreamEnd(attempt, NatsChannel.sequence(answer))))
                .thenCombine(echo, (stored, heard) -> true)
                .whenComplete((stored, failure) -> {
                    if (failure == null) {
                        round.good(stream);
                    } else {
                        round.bad(stream, failure);
                    }
                });
    }

    private void note(int stream, StreamEnd seen) {
        ends.accumulateAndGet(stream, seen, StreamEnd::then);
    }

    private void heard(Message message) {
        Headers headers = message.getHeaders();
        String mark = headers == null ? null : headers.getFirst(MARK);
        CompletableFuture<Void> echo = mark == null ? null : echoes.get(mark);
        if (echo != null) {
            echo.complete(null);
        }
    }

    /** Looks at one stream a round, and at all after trouble: they may have been made anew, or have lost their end. */
    private String checkEpochs() {
        int streams = engine.plan().streams();
        try {
            for (int i = 0; i < streams; i++) {
                if (ends.get(i).isLost()) {
                    engine.renew(i, engine.epoch(i));
                    ends.set(i, StreamEnd.UNKNOWN);
                } else if (!watch.isUp() || i == number % streams) {
                    engine.checkEpoch(i);
                }
            }
            return "";
        } catch (IOException | RuntimeException e) {
            return OneLine.of(e);
        }
    }
}
