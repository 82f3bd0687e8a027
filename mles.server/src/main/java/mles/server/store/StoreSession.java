package mles.server.store;

import mles.server.channel.HistoryWriter;
import mles.server.channel.LoadTarget;
import mles.server.delivery.LoopContext;
import mles.server.log.ChannelLog;
import mles.server.log.Publisher;
import mles.server.metrics.Counter;
import java.io.IOException;
import java.util.BitSet;
import mles.server.spi.ChannelHistory;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;

/**
 * First what is stored is loaded, and whoever comes meanwhile waits. Then everything appended to the log is handed to the
 * store once. After a failure it goes on behind what is stored, with what the store lacks and the log still keeps. What is
 * stored is given up by a purge alone: as long as the store fails there is nothing to take its place, and afterwards the
 * store gives it up by itself when there is. For the home loop.
 */
final class StoreSession implements HistoryWriter {
    private enum State {
        LOADING, OPEN, FAILED, RETRYING, CLOSED
    }

    private final LoadTarget channel;
    private final LoopContext home;
    private final StoreThreads storeThreads;
    private final ChannelLog log;
    private final Retention keep;
    private final LoadPhase loading;
    private final VisibilityGate gate;
    private final StorePosition storePosition;
    private final AckCollector acks;
    private State state = State.LOADING;
    private OpenTask openTask;
    private @Nullable ChannelHistory store;
    private @Nullable Runnable whenClosed;
    private final StoreHealth health = new StoreHealth();
    private boolean begun;
    private boolean clearing;
    /** What is stored is to be forgotten. */
    private boolean purged;
    /** A store that was reopened has what it lacked when it has all before this. */
    private long lackedUpTo;
    /** Frames that would be there after a restart, were all of them stored: from the first number to the second. */
    private long keptFrom;
    private long keptTo;

    StoreSession(LoadTarget channel, LoopContext home, StoreThreads storeThreads, ChannelLog log, Retention keep) {
        this.channel = channel;
        this.home = home;
        this.storeThreads = storeThreads;
        this.log = log;
        this.keep = keep;
        this.storePosition = new StorePosition(log, home.counters());
        this.acks = new AckCollector(home, this::collect);
        this.loading = new LoadPhase(channel, home, storeThreads);
        this.gate = storeThreads.isAlways() ? new StoredFirstGate(channel, log) : VisibilityGate.OPEN;
        this.openTask = newTask(new Load());
    }

    @Override
    public void load(boolean free) {
        loading.begin(() -> loadFailed("not loaded in time"));
        if (free) {
            read();
        }
    }

    @Override
    public void read() {
        if (state == State.LOADING) {
            begin();
            openTask.load();
        }
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public boolean isLoading() {
        return state == State.LOADING;
    }

    @Override
    public boolean isUnavailable() {
        return state == State.FAILED && gate.isStrict();
    }

    @Override
    public boolean isBusy() {
        return state == State.LOADING || state == State.RETRYING;
    }

    @Override
    public boolean isBehind() {
        return (state == State.FAILED || state == State.RETRYING) && storePosition.stored() < log.head();
    }

    @Override
    public void hurry() {
        if (state == State.FAILED && store == null) {
            retry();
        }
    }

    @Override
    public void afterLoad(Runnable task) {
        loading.add(task);
    }

    @Override
    public boolean keepsOrder() {
        return true;
    }

    @Override
    public void appended(Publisher publisher) {
        gate.appended(publisher, log.head());
    }

    @Override
    public long settled() {
        boolean idle = state == State.RETRYING || (state == State.FAILED && store == null);
        return idle ? log.head() : storePosition.stored();
    }

    @Override
    public void takenOut(BitSet frames) {
        storePosition.takenOut(frames);
    }

    @Override
    public void retain() {
        if (state == State.OPEN) {
            storePosition.hold();
        }
    }

    @Override
    public void flush() {
        ChannelHistory open = store;
        if (state == State.OPEN && open != null && !clearing) {
            storePosition.handOver(open, acks);
        } else if (state == State.FAILED || state == State.RETRYING) {
            storePosition.fallBehind();
        }
    }

    @Override
    public void clear(Runnable done) {
        ChannelHistory open = store;
        if (state != State.OPEN || open == null || clearing) {
            purged = true;
            storePosition.forget();
            done.run();
            return;
        }
        flush();
        clearing = true;
        storeThreads.run(channel.name(), () -> {
            String problem = clear(open);
            home.post(() -> {
                clearing = false;
                if (problem != null) {
                    purged = true;
                    failed(problem);
                }
                flush();
                done.run();
            });
        });
    }

    @Override
    public void close(Runnable then) {
        flush();
        keptFrom = log.startFrame();
        keptTo = state == State.LOADING ? keptFrom : log.headFrame();
        state = State.CLOSED;
        openTask.abandon();
        loading.end();
        whenClosed = then;
        while (!loading.waiting().isEmpty()) {
            loading.waiting().remove().run();
        }
        if (storePosition.isAnswered()) {
            letGo();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            storeThreads.active(1);
        }
    }

    private void letGo() {
        long lost = keptTo - Math.max(keptFrom, storePosition.storedFrame());
        if (lost > 0) {
            home.counters().add(Counter.HISTORY_LOST_FRAMES, lost);
            storeThreads.events().storeLost(channel.name(), lost);
        }
        storePosition.end();
        Runnable then = whenClosed;
        whenClosed = null;
        if (then == null || !begun) {
            return;
        }
        ChannelHistory open = store;
        // Twice: what an abandoned attempt still brings is closed on the way.
        storeThreads.run(channel.name(), () -> {
            OpenTask.close(open);
            home.post(() -> storeThreads.run(channel.name(), () -> home.post(() -> {
                storeThreads.active(-1);
                then.run();
            })));
        });
    }

    /** Goes on with {@code ready}, which has everything before {@code position}. */
    private void goOn(ChannelHistory ready, long position, long frame) {
        store = ready;
        storePosition.begin(position, frame);
        purged = false;
        lackedUpTo = log.head();
        state = State.OPEN;
    }

    private void loadFailed(String why) {
        openTask.abandon();
        channel.onLoadFailed();
        storePosition.begin(log.head(), log.headFrame());
        storePosition.release();
        home.counters().add(Counter.HISTORY_FAILURES, 1);
        if (health.failed(home.nanoTime())) {
            storeThreads.events().storeLoadFailed(channel.name(), why);
        }
        state = State.FAILED;
        retryLater();
        runWaiting();
    }

    private void runWaiting() {
        loading.end();
        while (!loading.waiting().isEmpty() && state != State.LOADING) {
            loading.waiting().remove().run();
        }
        channel.onReady();
    }

    private void collect() {
        acks.begin();
        // In this order: what is stored meanwhile came before what has failed.
        int failed = acks.takeFailed();
        int stored = acks.takeStored();
        if (stored > 0) {
            storePosition.stored(stored);
            gate.acknowledged(storePosition.stored());
            if (state == State.OPEN) {
                stored();
            }
        }
        if (failed > 0) {
            storePosition.failed(failed);
            failed(acks.why());
        }
        if (storePosition.isAnswered() && state == State.CLOSED) {
            letGo();
        } else if (storePosition.isAnswered() && state == State.FAILED) {
            leaveStore();
        }
    }

    private void stored() {
        gate.show(storePosition.stored(), storePosition.storedFrame());
        if (health.isFailing() && storePosition.stored() >= lackedUpTo) {
            health.recovered(home.nanoTime());
            storeThreads.events().storeRecovered(channel.name());
        }
    }

    private void failed(String why) {
        if (state != State.OPEN) {
            return;
        }
        state = State.FAILED;
        home.counters().add(Counter.HISTORY_FAILURES, 1);
        if (health.failed(home.nanoTime())) {
            storeThreads.events().storeFailed(channel.name(), why);
        }
        gate.refuse();
        if (storePosition.isAnswered()) {
            leaveStore();
        }
    }

    /** All is answered, and something is not stored. */
    private void leaveStore() {
        ChannelHistory open = store;
        if (open == null) {
            return;
        }
        store = null;
        storePosition.release();
        storeThreads.run(channel.name(), () -> OpenTask.close(open));
        gate.dropUnstored();
        retryLater();
    }

    private void retryLater() {
        OpenTask last = openTask;
        home.schedule(() -> {
            if (state == State.FAILED && last.equals(openTask)) {
                retry();
            }
        }, health.nextWait());
    }

    private void retry() {
        if (gate.isStrict() && !purged) {
            // What is stored is what there is, unless it was to be forgotten meanwhile: it is loaded again.
            state = State.LOADING;
            openTask = newTask(new Load());
            load(true);
        } else {
            begin();
            state = State.RETRYING;
            openTask = newTask(new GoOn(purged));
            openTask.goOn(purged);
        }
    }

    private OpenTask newTask(OpenTask.Taker taker) {
        return new OpenTask(channel.name(), keep, home, storeThreads, taker);
    }

    private static @Nullable String clear(ChannelHistory open) {
        try {
            open.clear();
            return null;
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Takes what is stored into the log. */
    private final class Load implements OpenTask.Taker {
        @Override
        public void loaded(LoadedBatch frames) {
            int at = 0;
            for (LoadedBatch.Batch batch : frames.batches()) {
                channel.onLoaded(frames.bytes(), at, batch.bytes(), batch.frames(), batch.ageMillis());
                at += batch.bytes();
            }
        }

        @Override
        public void tooMuch() {
            channel.onLoadTooLarge();
        }

        @Override
        public void opened(ChannelHistory ready) {
            goOn(ready, log.head(), log.headFrame());
            gate.show(log.head(), log.headFrame());
            channel.onHighWatermark();
            runWaiting();
        }

        @Override
        public void failed(String why) {
            loadFailed(why);
        }
    }

    /** Goes on behind what is stored, or behind nothing where that was forgotten. */
    private final class GoOn implements OpenTask.Taker {
        private final boolean forgotten;

        GoOn(boolean forgotten) {
            this.forgotten = forgotten;
        }

        @Override
        public void opened(ChannelHistory ready) {
            if (purged && !forgotten) {
                storeThreads.run(channel.name(), () -> OpenTask.close(ready));
                retry();
                return;
            }
            storePosition.fallBehind();
            goOn(ready, storePosition.stored(), storePosition.storedFrame());
            flush();
        }

        @Override
        public void failed(String why) {
            state = State.FAILED;
            home.counters().add(Counter.HISTORY_FAILURES, 1);
            retryLater();
        }
    }
}
