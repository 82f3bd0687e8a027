package mles.server.hub;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import mles.server.spi.ChannelHistory;
import mles.server.spi.MemoryStep;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;

/**
 * First what is stored is loaded, and whoever comes meanwhile waits. Then everything appended to the log is handed to the
 * store once. After a failure it goes on behind what is stored, with what the store lacks and the log still keeps. What is
 * stored is given up by a purge alone: as long as the store fails there is nothing to take its place, and afterwards the
 * store gives it up by itself when there is. For the home loop.
 */
final class StoreSession implements HistoryWriter {
    /** Looks at a load within the time in which it has to get on. */
    private static final int LOOKS = 4;

    private enum State {
        LOADING, OPEN, FAILED, RETRYING, CLOSED
    }

    private final Hub hub;
    private final HubLoop home;
    private final StoreThreads storeThreads;
    private final ChannelLog log;
    private final Retention keep;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(1);
    private final UnackedPublishers unacked = new UnackedPublishers();
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

    StoreSession(Hub hub, HubLoop home, StoreThreads storeThreads, ChannelLog log, Retention keep) {
        this.hub = hub;
        this.home = home;
        this.storeThreads = storeThreads;
        this.log = log;
        this.keep = keep;
        this.storePosition = new StorePosition(log, home.counters());
        this.acks = new AckCollector(home, this::collect);
        this.openTask = new OpenTask(hub.name(), keep, home, storeThreads, new Load());
        if (storeThreads.isAlways()) {
            log.showOnly();
        }
    }

    @Override
    public void load(boolean free) {
        watch(openTask, storeThreads.progress(hub.name()), 0);
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
        return state == State.FAILED && storeThreads.isAlways();
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
    public void later(Runnable task) {
        waiting.add(task);
    }

    @Override
    public boolean keepsOrder() {
        return true;
    }

    @Override
    public void appended(Publisher publisher) {
        if (storeThreads.isAlways()) {
            unacked.add(publisher, log.head());
        }
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
    public void hold() {
        if (state == State.OPEN) {
            storePosition.hold();
        }
    }

    @Override
    public void handOver() {
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
        handOver();
        clearing = true;
        storeThreads.run(hub.name(), () -> {
            String problem = clear(open);
            home.post(() -> {
                clearing = false;
                if (problem != null) {
                    purged = true;
                    failed(problem);
                }
                handOver();
                done.run();
            });
        });
    }

    @Override
    public void close(Runnable then) {
        handOver();
        keptFrom = log.startFrame();
        keptTo = state == State.LOADING ? keptFrom : log.headFrame();
        state = State.CLOSED;
        openTask.abandon();
        whenClosed = then;
        while (!waiting.isEmpty()) {
            waiting.remove().run();
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
            home.hubs().events().storeLost(hub.name(), lost);
        }
        storePosition.end();
        Runnable then = whenClosed;
        whenClosed = null;
        if (then == null || !begun) {
            return;
        }
        ChannelHistory open = store;
        // Twice: what an abandoned attempt still brings is closed on the way.
        storeThreads.run(hub.name(), () -> {
            OpenTask.close(open);
            home.post(() -> storeThreads.run(hub.name(), () -> home.post(() -> {
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

    /** Waits for as long as the store thread gets on, with this channel or with those before it. */
    private void watch(OpenTask waitedFor, long progress, int quiet) {
        home.schedule(() -> {
            if (state != State.LOADING || !waitedFor.equals(openTask)) {
                return;
            }
            long now = storeThreads.progress(hub.name());
            if (now != progress) {
                watch(waitedFor, now, 0);
            } else if (quiet + 1 < LOOKS) {
                watch(waitedFor, now, quiet + 1);
            } else {
                loadFailed("not loaded in time");
            }
        }, storeThreads.loadNanos() / LOOKS);
    }

    private void loadFailed(String why) {
        openTask.abandon();
        hub.forgetLoaded();
        storePosition.begin(log.head(), log.headFrame());
        storePosition.release();
        home.counters().add(Counter.HISTORY_FAILURES, 1);
        if (health.failed(home.nanoTime())) {
            home.hubs().events().storeLoadFailed(hub.name(), why);
        }
        state = State.FAILED;
        retryLater();
        runWaiting();
    }

    private void runWaiting() {
        while (!waiting.isEmpty() && state != State.LOADING) {
            waiting.remove().run();
        }
        hub.settled();
    }

    private void collect() {
        acks.begin();
        // In this order: what is stored meanwhile came before what has failed.
        int failed = acks.takeFailed();
        int stored = acks.takeStored();
        if (stored > 0) {
            storePosition.stored(stored);
            unacked.stored(storePosition.stored());
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
        if (storeThreads.isAlways()) {
            log.show(storePosition.stored(), storePosition.storedFrame());
            hub.shown();
        }
        if (health.isFailing() && storePosition.stored() >= lackedUpTo) {
            health.recovered(home.nanoTime());
            home.hubs().events().storeRecovered(hub.name());
        }
    }

    private void failed(String why) {
        if (state != State.OPEN) {
            return;
        }
        state = State.FAILED;
        home.counters().add(Counter.HISTORY_FAILURES, 1);
        if (health.failed(home.nanoTime())) {
            home.hubs().events().storeFailed(hub.name(), why);
        }
        if (storeThreads.isAlways()) {
            unacked.takeAll().forEach(Publisher::refused);
        }
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
        storeThreads.run(hub.name(), () -> OpenTask.close(open));
        if (storeThreads.isAlways()) {
            hub.dropUnseen();
        }
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
        if (storeThreads.isAlways() && !purged) {
            // What is stored is what there is, unless it was to be forgotten meanwhile: it is loaded again.
            state = State.LOADING;
            openTask = new OpenTask(hub.name(), keep, home, storeThreads, new Load());
            load(true);
        } else {
            begin();
            state = State.RETRYING;
            openTask = new OpenTask(hub.name(), keep, home, storeThreads, new GoOn(purged));
            openTask.goOn(purged);
        }
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
            hub.loaded(frames);
        }

        @Override
        public void tooMuch() {
            hub.forgetLoaded();
            home.hubs().took(MemoryStep.DROP_HISTORY);
        }

        @Override
        public void opened(ChannelHistory ready) {
            goOn(ready, log.head(), log.headFrame());
            log.show(log.head(), log.headFrame());
            hub.shown();
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
                storeThreads.run(hub.name(), () -> OpenTask.close(ready));
                retry();
                return;
            }
            storePosition.fallBehind();
            goOn(ready, storePosition.stored(), storePosition.storedFrame());
            handOver();
        }

        @Override
        public void failed(String why) {
            state = State.FAILED;
            home.counters().add(Counter.HISTORY_FAILURES, 1);
            retryLater();
        }
    }
}
