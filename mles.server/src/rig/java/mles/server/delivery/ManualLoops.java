package mles.server.delivery;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Event loops of one test thread: one of them runs at a time, in the order that the test wants. */
public final class ManualLoops implements Iterable<ManualLoop> {
    private final MockTicker ticker = Ticker.newMockTicker();
    private final List<ManualLoop> loops = new ArrayList<>();
    private final ManualLoop acceptLoop = new ManualLoop(this);
    private @Nullable ManualLoop running;
    private boolean asking;

    public ManualLoops(int count) {
        for (int i = 0; i < count; i++) {
            loops.add(new ManualLoop(this));
        }
    }

    @Override
    public Iterator<ManualLoop> iterator() {
        return loops.iterator();
    }

    public ManualLoop get(int index) {
        return loops.get(index);
    }

    public int size() {
        return loops.size();
    }

    /** {@return the loop beside the others, from where members come} */
    public ManualLoop acceptLoop() {
        return acceptLoop;
    }

    public Ticker ticker() {
        return ticker;
    }

    public boolean isRunning(ManualLoop loop) {
        return loop.equals(running);
    }

    /** {@return whether a thread outside waits for the task that it gives} */
    public boolean isWaitedFor() {
        return asking && running == null;
    }

    /** Does on {@code loop} what a socket event would do. */
    public void on(ManualLoop loop, Runnable action) {
        if (running != null) {
            throw new IllegalStateException("a loop runs already");
        }
        running = loop;
        try {
            action.run();
        } finally {
            running = null;
        }
    }

    /** Calls what waits for answers of the loops: each of them works off its tasks up to the question. */
    public <T> T ask(Supplier<T> question) {
        asking = true;
        try {
            return question.get();
        } finally {
            asking = false;
        }
    }

    public void ask(Runnable question) {
        ask(() -> {
            question.run();
            return true;
        });
    }

    public void advance(long nanos) {
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs all there is to run now. */
    public void runAll() {
        for (boolean any = true; any;) {
            any = acceptLoop.runOne();
            for (ManualLoop loop : loops) {
                any |= loop.runOne();
            }
        }
    }

    /** Runs all there is to run in the next {@code nanos}, in steps of {@code step}. */
    public void runFor(long nanos, long step) {
        runAll();
        for (long passed = 0; passed < nanos; passed += step) {
            advance(step);
            runAll();
        }
    }
}
