package mles.dist.bench;

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
    private final ArrayDeque<Room> free = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Framing.Scan scan = Framing.MLES.scan();
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
        this.layout = Layout.of(Framing.MLES, names.visitor(0), names.churnChannel(0), size);
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

    /** {@return what the first joiner that failed met; null if none did} */
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
            Room room = new Room(i, names.churnChannel(i));
            if (plan.history() == 0) {
                free.add(room);
            } else {
                visit(room, plan.history());
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

    /** Lets in who is due, as far as there are channels without a visitor. {@return when the next one is due} */
    private long invite() throws IOException {
        Schedule schedule = new Schedule(start, plan.perSecond(), 1);
        long now = Clock.now();
        while (schedule.due(0, invited) <= now && !free.isEmpty()) {
            visit(free.remove(), 1);
            invited++;
        }
        return schedule.due(0, invited);
    }

    private void visit(Room room, int brings) throws IOException {
        Visitor visitor = new Visitor(room, names.visitor(visitors++), brings, checker, layout);
        present++;
        SelectionKey key = visitor.socket().configureBlocking(false).register(selector, SelectionKey.OP_CONNECT,
                visitor);
        try {
            visitor.socket().setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (visitor.socket().connect(target.address())) {
                visitor.arrive(target, size, key);
            }
        } catch (IOException e) {
            fail(key, visitor, "could not connect");
        }
    }

    private void ready(SelectionKey key) {
        Visitor visitor = (Visitor) key.attachment();
        boolean wasLeaving = visitor.isLeaving();
        try {
            if (key.isConnectable() && visitor.socket().finishConnect()) {
                visitor.arrive(target, size, key);
            } else if (key.isWritable()) {
                visitor.write(key);
            }
            if (key.isReadable() && !read(visitor)) {
                end(key, visitor);
            }
        } catch (IOException e) {
            end(key, visitor);
        } catch (ProtocolException e) {
            checker.foreign();
            fail(key, visitor, "got what is no frame");
        }
        if (visitor.isLeaving() && !wasLeaving && started) {
            times.record(Clock.now() - visitor.start());
        }
    }

    /** {@return whether there may be more} */
    private boolean read(Visitor visitor) throws IOException {
        buffer.clear();
        visitor.inflow().restore(buffer);
        if (visitor.socket().read(buffer) < 0) {
            return false;
        }
        visitor.inflow().take(buffer.flip(), scan, visitor);
        visitor.leaveIfDone();
        return true;
    }

    /** A connection ended; that is as it should be when the visitor was about to leave. */
    private void end(SelectionKey key, Visitor visitor) {
        if (!visitor.isLeaving()) {
            fail(key, visitor, "was closed by the server");
            return;
        }
        close(key, visitor);
        Room room = visitor.room();
        room.published(visitor.brings());
        free.add(room);
        if (started) {
            joins++;
            histories.record(visitor.got());
            shortened += room.got(visitor.got()) ? 0 : 1;
        }
    }

    /** Nobody visits that channel again: what is in it is not known any more. */
    private void fail(SelectionKey key, Visitor visitor, String why) {
        close(key, visitor);
        failed++;
        if (problem == null) {
            problem = "a joiner " + why + ", with " + visitor.got() + " messages of at most "
                    + visitor.room().messages();
        }
    }

    private void close(SelectionKey key, Visitor visitor) {
        key.cancel();
        Target.close(visitor.socket());
        present--;
    }

    private void giveUpOnLate() {
        long now = Clock.now();
        if (now < nextLook) {
            return;
        }
        nextLook = now + PATIENCE / 10;
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && now - ((Visitor) key.attachment()).start() > PATIENCE) {
                fail(key, (Visitor) key.attachment(),
                        "did not get its history within " + PATIENCE / Clock.SECOND + " s");
            }
        }
    }
}
