package mles.server.hub;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import mles.server.spi.ChannelHistory;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;

/**
 * First what is stored is loaded, and whoever comes meanwhile waits. Then everything appended to the log is handed to the
 * store once. After a failure it begins again, with what the store lacks. For the home loop.
 */
final class StoreJournal implements Journal {
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(60);

    private enum State {
        LOADING, OPEN, FAILED, CLOSED
    }

    private final Hub hub;
    private final HubLoop home;
    private final Journals journals;
    private final ChannelLog log;
    private final Retention keep;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(1);
    private final Unseen unseen = new Unseen();
    private final Unstored unstored;
    private final Answers answers;
    private State state = State.LOADING;
    private Opening opening;
    private @Nullable ChannelHistory store;
    private @Nullable Runnable whenClosed;
    private long retryNanos = FIRST_RETRY_NANOS;
    private boolean begun;
    private boolean clearing;
    /** The store has to begin anew. */
    private boolean moved;
    /** Before this, positions of frames in the log are not what they were. */
    private long rewritten;

    StoreJournal(Hub hub, HubLoop home, Journals journals, ChannelLog log, Retention keep) {
        this.hub = hub;
        this.home = home;
        this.journals = journals;
        this.log = log;
        this.keep = keep;
        this.unstored = new Unstored(log, home.counters());
        this.answers = new Answers(home, this::collect);
        this.opening = new Opening(hub.name(), keep, home, journals, new Load());
        if (journals.isAlways()) {
            log.showOnly();
        }
    }

    @Override
    public void load(boolean free) {
        Opening waitedFor = opening;
        home.schedule(() -> timedOut(waitedFor), journals.loadNanos());
        if (free) {
            read();
        }
    }

    @Override
    public void read() {
        if (state == State.LOADING) {
            begin();
            opening.load();
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
        return state == State.FAILED && journals.isAlways();
    }

    @Override
    public void later(Runnable task) {
        waiting.add(task);
    }

    @Override
    public void appended(Author author) {
        if (journals.isAlways()) {
            unseen.add(author, log.head());
        }
    }

    @Override
    public void compacted() {
        rewritten = log.head();
    }

    @Override
    public void hold() {
        if (state == State.OPEN) {
            unstored.hold();
        }
    }

    @Override
    public void handOver() {
        ChannelHistory open = store;
        if (state == State.OPEN && open != null && !clearing) {
            unstored.handOver(open, answers);
        } else if (state == State.FAILED) {
            unstored.fallBehind();
        }
    }

    @Override
    public void clear(Runnable done) {
        ChannelHistory open = store;
        if (state != State.OPEN || open == null || clearing) {
            moved = true;
            done.run();
            return;
        }
        handOver();
        clearing = true;
        journals.run(hub.name(), () -> {
            String problem = clear(open);
            home.later(() -> {
                clearing = false;
                if (problem != null) {
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
        state = State.CLOSED;
        opening.abandon();
        whenClosed = then;
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
        if (unstored.isAnswered()) {
            letGo();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            journals.active(1);
        }
    }

    private void letGo() {
        unstored.end();
        Runnable then = whenClosed;
        whenClosed = null;
        if (then == null || !begun) {
            return;
        }
        ChannelHistory open = store;
        // Twice: what an abandoned attempt still brings is closed on the way.
        journals.run(hub.name(), () -> {
            Opening.close(open);
            home.later(() -> journals.run(hub.name(), () -> home.later(() -> {
                journals.active(-1);
                then.run();
            })));
        });
    }

    /** Goes on with {@code ready}, which has everything before {@code position}. */
    private void goOn(ChannelHistory ready, long position, long frame) {
        store = ready;
        unstored.begin(position, frame);
        moved = false;
        state = State.OPEN;
        if (retryNanos > FIRST_RETRY_NANOS) {
            retryNanos = FIRST_RETRY_NANOS;
            home.hubs().events().storeRecovered(hub.name());
        }
    }

    private void timedOut(Opening waitedFor) {
        if (state == State.LOADING && waitedFor.equals(opening)) {
            loadFailed("not loaded in time");
        }
    }

    private void loadFailed(String why) {
        opening.abandon();
        hub.forgetLoaded();
        unstored.begin(log.head(), log.headFrame());
        unstored.release();
        home.counters().add(Counter.HISTORY_FAILURES, 1);
        home.hubs().events().storeLoadFailed(hub.name(), why);
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
        answers.begin();
        // In this order: what is stored meanwhile came before what has failed.
        int failed = answers.takeFailed();
        int stored = answers.takeStored();
        if (stored > 0) {
            unstored.stored(stored);
            unseen.stored(unstored.stored());
            if (state == State.OPEN && journals.isAlways()) {
                log.show(unstored.stored(), unstored.storedFrame());
                hub.shown();
            }
        }
        if (failed > 0) {
            unstored.failed(failed);
            failed(answers.why());
        }
        if (unstored.isAnswered() && state == State.CLOSED) {
            letGo();
        } else if (unstored.isAnswered() && state == State.FAILED) {
            leaveStore();
        }
    }

    private void failed(String why) {
        if (state != State.OPEN) {
            return;
        }
        state = State.FAILED;
        home.counters().add(Counter.HISTORY_FAILURES, 1);
        home.hubs().events().storeFailed(hub.name(), why);
        if (journals.isAlways()) {
            unseen.takeAll().forEach(Author::refused);
        }
        if (unstored.isAnswered()) {
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
        unstored.release();
        journals.run(hub.name(), () -> Opening.close(open));
        if (journals.isAlways()) {
            hub.dropUnseen();
        }
        retryLater();
    }

    private void retryLater() {
        Opening last = opening;
        home.schedule(() -> {
            if (state == State.FAILED && last.equals(opening)) {
                retry();
            }
        }, retryNanos);
        retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
    }

    private void retry() {
        if (journals.isAlways() && !moved) {
            // What is stored is what there is, unless it was to be forgotten meanwhile: it is loaded again.
            state = State.LOADING;
            opening = new Opening(hub.name(), keep, home, journals, new Load());
            load(true);
        } else {
            begin();
            boolean anew = hasMoved();
            opening = new Opening(hub.name(), keep, home, journals, new GoOn(anew));
            opening.goOn(anew);
        }
    }

    /** {@return whether the log has not got what the store lacks, as it was} */
    private boolean hasMoved() {
        return moved || unstored.stored() < rewritten || unstored.stored() < log.start();
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
    private final class Load implements Opening.Taker {
        @Override
        public void loaded(LoadedFrames frames) {
            hub.loaded(frames);
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

    /** Goes on where the store ended, or begins anew with all that the log keeps. */
    private final class GoOn implements Opening.Taker {
        private final boolean anew;

        GoOn(boolean anew) {
            this.anew = anew;
        }

        @Override
        public void opened(ChannelHistory ready) {
            if (!anew && hasMoved()) {
                journals.run(hub.name(), () -> Opening.close(ready));
                retry();
                return;
            }
            long from = anew ? log.start() : unstored.stored();
            long frame = log.startFrame();
            for (Walk walk = new Walk(log); walk.next() && walk.position() < from;) {
                frame++;
            }
            goOn(ready, from, frame);
            handOver();
        }

        @Override
        public void failed(String why) {
            retryLater();
        }
    }
}
