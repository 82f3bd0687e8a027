package mles.server.store;

import java.util.BitSet;
import java.util.function.Consumer;
import mles.protocol.CloseReason;
import mles.server.channel.HistoryWriter;
import mles.server.channel.LoadTarget;
import mles.server.delivery.LoopContext;
import mles.server.log.ChannelLog;
import mles.server.log.Publisher;
import mles.server.metrics.Counter;
import mles.server.spi.ChannelHistory;
import mles.server.spi.Position;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the history of a channel in the store: loads it, while joins and publishes wait, then hands over all that is appended,
 * once. After a failure it goes on with those frames that the store lacks and the log keeps. Thread: home loop.
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
    private final SessionEnd end;
    private final StoreHealth health = new StoreHealth();
    private State state = State.LOADING;
    private OpenTask openTask;
    private @Nullable ChannelHistory store;
    private boolean clearing;
    private boolean purged;
    /** A store that was reopened has what it lacked when it has all before this. */
    private long lackedUpTo;

    StoreSession(LoadTarget channel, LoopContext home, StoreThreads storeThreads, ChannelLog log, Retention keep) {
        this.channel = channel;
        this.home = home;
        this.storeThreads = storeThreads;
        this.log = log;
        this.keep = keep;
        this.storePosition = new StorePosition(log, home.counters());
        this.acks = new AckCollector(home, this::collect);
        this.end = new SessionEnd(channel.name(), home, storeThreads);
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
            end.begin();
            openTask.load();
        }
    }

    @Override
    public boolean hasBegun() {
        return end.hasBegun();
    }

    @Override
    public boolean isLoading() {
        return state == State.LOADING;
    }

    @Override
    public @Nullable CloseReason outage() {
        return state == State.FAILED && gate.isStrict() ? CloseReason.STORE_UNAVAILABLE : null;
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
        return state == State.RETRYING || (state == State.FAILED && store == null)
                ? log.head()
                : storePosition.stored();
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
        assert home.isCurrent();
        ChannelHistory open = store;
        if (state == State.OPEN && open != null && !clearing) {
            storePosition.handOver(open, acks);
        } else if (state == State.FAILED || state == State.RETRYING) {
            storePosition.fallBehind();
        }
    }

    @Override
    public void clear(Consumer<Boolean> done) {
        ChannelHistory open = store;
        if (state != State.OPEN || open == null || clearing) {
            purged = true;
            storePosition.forget();
            done.accept(true);
            return;
        }
        flush();
        clearing = true;
        storeThreads.run(channel.name(), () -> {
            String problem = OpenTask.clear(open);
            home.post(() -> {
                clearing = false;
                if (problem != null) {
                    purged = true;
                    failed(problem);
                }
                flush();
                done.accept(true);
            });
        });
    }

    @Override
    public void close(Runnable then) {
        flush();
        long first = log.startFrame();
        end.close(first, state == State.LOADING ? first : log.headFrame(), then);
        state = State.CLOSED;
        openTask.abandon();
        loading.end(() -> true);
        if (storePosition.isAnswered()) {
            end.letGo(storePosition, store);
        }
    }

    /** Goes on with {@code ready}, which has everything before {@code position} of the log. */
    private void goOn(ChannelHistory ready, Position before, long position, long frame) {
        ready.begin(before);
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
        loading.end(() -> state != State.LOADING);
    }

    private void collect() {
        acks.drain(this::stored, failed -> {
            storePosition.failed(failed);
            failed(acks.why());
        });
        if (storePosition.isAnswered() && state == State.CLOSED) {
            end.letGo(storePosition, store);
        } else if (storePosition.isAnswered() && state == State.FAILED) {
            leaveStore();
        }
    }

    private void stored(int appends) {
        storePosition.stored(appends);
        gate.acknowledged(storePosition.stored());
        if (state != State.OPEN) {
            return;
        }
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
        ChannelHistory left = store;
        if (left == null) {
            return;
        }
        storeThreads.run(channel.name(), () -> OpenTask.close(left));
        store = null;
        storePosition.release();
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
            end.begin();
            state = State.RETRYING;
            openTask = newTask(new GoOn(purged));
            openTask.goOn(purged);
        }
    }

    private OpenTask newTask(OpenTask.Taker taker) {
        return new OpenTask(channel.name(), keep, home, storeThreads, taker);
    }

    /** Takes what is stored into the log. */
    private final class Load implements OpenTask.Taker {
        @Override
        public void loaded(LoadedBatch frames) {
            frames.giveTo(channel);
        }

        @Override
        public void tooMuch() {
            channel.onLoadTooLarge();
        }

        @Override
        public void opened(ChannelHistory ready) {
            goOn(ready, channel.onAllLoaded(ready.positions()), log.head(), log.headFrame());
            log.advanceHighWatermark(log.head(), log.headFrame());
            channel.onHighWatermark();
            loading.end(() -> state != State.LOADING);
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
            long stored = storePosition.stored();
            goOn(ready, channel.before(stored, ready.positions()), stored, storePosition.storedFrame());
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
