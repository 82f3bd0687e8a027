package mles.redis.cluster;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import mles.redis.RedisAddress;
import mles.server.spi.RelayListener;
import mles.server.spi.RelayWatch;

/**
 * Watches the engine: Redis has to take writes, and a message has to come back by the way of live entries. So a server with a
 * dead subscription, or with a Redis that was demoted, knows it, and makes its connections anew.
 */
final class Probes implements AutoCloseable {
    private static final String UNHEARD = "live entries: ";
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Engine engine;
    private final RedisAddress address;
    private final ClusterKeys keys;
    private final RelayWatch watch;
    private final String origin = UUID.randomUUID().toString();
    private volatile Echo awaited = new Echo("", new CompletableFuture<>());
    private int round;
    private String epoch = "";

    /** A probe under way. */
    private record Echo(String mark, CompletableFuture<Void> heard) {
    }

    Probes(Engine engine, RedisAddress address, ClusterKeys keys, RelayListener listener) {
        this.engine = engine;
        this.address = address;
        this.keys = keys;
        this.watch = new RelayWatch("mles-cluster-redis-probe", this::probe, listener);
    }

    /**
     * Watches from now on.
     *
     * @throws IOException when the engine cannot be used
     */
    void start() throws IOException {
        long begun = System.nanoTime();
        while (!engine.live().isConnected() && System.nanoTime() - begun < ANSWER_NANOS) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        String problem = probe();
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
        watch.start();
    }

    /** Probes at once. */
    void hurry() {
        watch.hurry();
    }

    /** The live connection was lost. */
    void lost() {
        awaited.heard().completeExceptionally(new IOException("lost"));
        watch.lost();
    }

    /** Takes a probe that came back. */
    void heard(String mark) {
        Echo echo = awaited;
        if (echo.mark().equals(mark)) {
            echo.heard().complete(null);
        }
    }

    @Override
    public void close() {
        watch.close();
    }

    /** {@return the problem, empty without one} */
    private String probe() {
        Echo echo = new Echo(origin + "-" + ++round, new CompletableFuture<>());
        awaited = echo;
        if (!engine.live().isConnected()) {
            return UNHEARD + engine.live().fault();
        }
        try {
            Object answer = engine.proposer()
                    .call(redis -> redis.eval(Scripts.PROBE, List.of(keys.epoch(), keys.number()),
                            Scripts.arguments(Engine.newEpoch(), engine.highest(), keys.probe(), echo.mark())));
            use(PlacedEntry.text((byte[]) answer));
            echo.heard().get(ANSWER_NANOS, TimeUnit.NANOSECONDS);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (TimeoutException e) {
            engine.live().drop();
            return UNHEARD + engine.live().fault();
        } catch (ExecutionException e) {
            return UNHEARD + engine.live().fault();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** A Redis that was emptied, or is another one, has another epoch. */
    private void use(String now) throws IOException {
        if (!now.matches("[0-9]{1,19}")) {
            throw new IOException(address + ": " + PlacedEntry.text(keys.epoch())
                    + ": expected a number of Mles, was something else; use another prefix");
        }
        if (!epoch.isEmpty() && !epoch.equals(now)) {
            engine.live().fail("the engine has another epoch");
        }
        epoch = now;
    }
}
