package mles.loadgen;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import mles.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/** A thread that joins and leaves by schedule, and checks that each joiner gets the history of its channel. */
final class Churn implements Runnable {
    private static final int BUFFER = 1 << 18;
    /** Channels that are filled at the same time before the run. */
    private static final int FILLED_AT_ONCE = 64;
    private static final long PATIENCE = 5 * Clock.SECOND;
    private static final long LONGEST_WAIT = 20 * Clock.MILLI;

    private final Target target;
    private final ChurnPlan plan;
    private final Names names;
    private final int size;
    private final Layout layout;
    private final Checker checker;
    private final Selector selector;
    private final ArrayDeque<ChurnChannel> free = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final FrameCodec.Scan scan = FrameCodec.MLES.scan();
    private final Consumer<SelectionKey> ready = this::ready;
    private final CompletableFuture<Void> filled = new CompletableFuture<>();
    private final Histogram times = new Histogram();
    private final Histogram histories = new Histogram();
    private long visitors;
    private long invited;
    private long nextLook;
    private int present;
    private long start;
    private long end;
    private long joins;
    private long failed;
    private long shortened;
    private @Nullable String problem;
    private volatile boolean started;
    private volatile boolean stopped;

    Churn(Target target, ChurnPlan plan, Names names, int size) throws IOException {
        this.target = target;
        this.plan = plan;
        this.names = names;
        this.size = size;
        this.layout = Layout.of(FrameCodec.MLES, names.visitor(0), names.churnChannel(0), size);
        int[] seats = new int[plan.channels()];
        Arrays.fill(seats, 1);
        this.checker = new Checker(seats, true);
        this.selector = Selector.open();
    }

    /** Waits until the channels have their first messages. */
    void awaitFilled() throws InterruptedException {
        try {
            // Ends: each join is given up when it takes too long.
            filled.get();
        } catch (ExecutionException e) {
            throw new BenchException("the churn channels could not be filled: " + e.getCause());
        }
    }

    void start() {
        started = true;
        selector.wakeup();
    }

    /** No more joins; those that are there leave. */
    void stop() {
        stopped = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        try (selector) {
            fill();
            while (!started && !stopped) {
                selector.select(ready);
            }
            start = Clock.now();
            while (!stopped) {
                long next = invite();
                selector.select(ready, Math.clamp((next - Clock.now()) / Clock.MILLI, 1, LONGEST_WAIT / Clock.MILLI));
                giveUpOnLate();
            }
            end = Clock.now();
            while (present > 0) {
                await();
            }
        } catch (IOException e) {
            filled.completeExceptionally(e);
            failed++;
        }
    }

    /** {@return whether each joiner got what it should} After the end of the thread, as the report. */
    boolean isOk() {
        return failed == 0 && joins > 0 && checker.isClean();
    }

    /** {@return the first failure of a joiner; null without one} */
    @Nullable
    String problem() {
        return problem;
    }

    void report(Report report) {
        report.count("churn_joins", joins);
        report.number("churn_joins_per_s", end > start ? joins / Clock.seconds(end - start) : 0, 1);
        report.count("churn_failed", failed);
        report.count("churn_lost", checker.lost());
        report.count("churn_duplicated", checker.duplicated());
        report.count("churn_reordered", checker.reordered());
        report.count("churn_foreign", checker.foreigners());
        report.count("churn_shortened", shortened);
        report.number("churn_history_mean", histories.mean(), 1);
        report.count("churn_history_max", histories.max());
        report.micros("churn_", times);
    }

    private void fill() throws IOException {
        for (int i = 0; i < plan.channels(); i++) {
            ChurnChannel channel = new ChurnChannel(i, names.churnChannel(i));
            if (plan.history() == 0) {
                free.add(channel);
            } else {
                visit(channel, plan.history());
            }
            while (present >= FILLED_AT_ONCE) {
                await();
            }
        }
        while (present > 0) {
            await();
        }
        if (failed > 0) {
            throw new IOException(problem);
        }
        filled.complete(null);
    }

    private void await() throws IOException {
        selector.select(ready, LONGEST_WAIT / Clock.MILLI);
        giveUpOnLate();
    }

    /**
     * Starts the visits that are due, as far as channels without a visitor are left.
     *
     * @return the time at which the next one is due
     */
    private long invite() throws IOException {
        Schedule schedule = new Schedule(start, plan.perSecond(), 1);
        long now = Clock.now();
        while (schedule.due(0, invited) <= now && !free.isEmpty()) {
            visit(free.remove(), 1);
            invited++;
        }
        return schedule.due(0, invited);
    }

    private void visit(ChurnChannel channel, int brings) throws IOException {
        ChurnClient client = new ChurnClient(channel, names.visitor(visitors++), brings, checker, layout);
        present++;
        SelectionKey key = client.socket().configureBlocking(false).register(selector, SelectionKey.OP_CONNECT,
                client);
        try {
            client.socket().setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (client.socket().connect(target.address())) {
                client.arrive(target, size, key);
            }
        } catch (IOException e) {
            fail(key, client, "could not connect");
        }
    }

    private void ready(SelectionKey key) {
        ChurnClient client = (ChurnClient) key.attachment();
        boolean wasLeaving = client.isLeaving();
        try {
            if (key.isConnectable() && client.socket().finishConnect()) {
                client.arrive(target, size, key);
            } else if (key.isWritable()) {
                client.write(key);
            }
            if (key.isReadable() && !read(client)) {
                end(key, client);
            }
        } catch (IOException e) {
            end(key, client);
        } catch (ProtocolException e) {
            checker.foreign();
            fail(key, client, "got what is no frame");
        }
        if (client.isLeaving() && !wasLeaving && started) {
            times.record(Clock.now() - client.start());
        }
    }

    /** {@return whether there may be more} */
    private boolean read(ChurnClient client) throws IOException {
        buffer.clear();
        client.inflow().restore(buffer);
        if (client.socket().read(buffer) < 0) {
            return false;
        }
        client.inflow().take(buffer.flip(), scan, client);
        client.leaveIfDone();
        return true;
    }

    /** A connection ended; that is as it should be when the visitor was about to leave. */
    private void end(SelectionKey key, ChurnClient client) {
        if (!client.isLeaving()) {
            fail(key, client, "was closed by the server");
            return;
        }
        close(key, client);
        ChurnChannel channel = client.room();
        channel.published(client.brings());
        free.add(channel);
        if (started) {
            joins++;
            histories.record(client.got());
            shortened += channel.got(client.got()) ? 0 : 1;
        }
    }

    /** Ends a visit in failure; the channel is not used again, since its content is unknown now. */
    private void fail(SelectionKey key, ChurnClient client, String why) {
        close(key, client);
        failed++;
        if (problem == null) {
            problem = "a joiner " + why + ", with " + client.got() + " messages of at most "
                    + client.room().messages();
        }
    }

    private void close(SelectionKey key, ChurnClient client) {
        key.cancel();
        Target.close(client.socket());
        present--;
    }

    private void giveUpOnLate() {
        long now = Clock.now();
        if (now < nextLook) {
            return;
        }
        nextLook = now + PATIENCE / 10;
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && now - ((ChurnClient) key.attachment()).start() > PATIENCE) {
                fail(key, (ChurnClient) key.attachment(),
                        "did not get its history within " + PATIENCE / Clock.SECOND + " s");
            }
        }
    }
}
