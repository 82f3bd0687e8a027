package mles.server.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import mles.protocol.Header;
import mles.server.spi.ChannelHistory;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;

/**
 * What a hub has to do with the store. First what is stored is loaded, and whoever comes meanwhile waits. Then everything
 * appended to the log is handed to the store once, and its memory is held until the store has answered. For the home loop.
 */
final class Journal {
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
    private final Outstanding outstanding = new Outstanding();
    private final Stretch held = new Stretch();
    private final Unseen unseen = new Unseen();
    private final Answers answers;
    private State state = State.LOADING;
    private @Nullable ChannelHistory store;
    private @Nullable Runnable whenClosed;
    private Segment lastHeld;
    private Segment at;
    private long handed;
    private long handedFrame;
    private long answered;
    private long retryNanos = FIRST_RETRY_NANOS;
    /** What an earlier attempt brings is not wanted any more. */
    private int attempt;
    private boolean begun;
    /** The store has to begin anew. */
    private boolean moved;
    /** Before this, positions of frames in the log are not what they were. */
    private long rewritten;
    private boolean clearing;

    Journal(Hub hub, HubLoop home, Journals journals, ChannelLog log, Retention keep) {
        this.hub = hub;
        this.home = home;
        this.journals = journals;
        this.log = log;
        this.keep = keep;
        this.lastHeld = log.last();
        this.at = lastHeld;
        this.answers = new Answers(home, this::collect);
        if (journals.isAlways()) {
            log.showOnly();
        }
    }

    /**
     * Waits for the stored frames, for a while.
     *
     * @param free whether the store has let go of this channel
     */
    void load(boolean free) {
        int mine = ++attempt;
        home.schedule(() -> loadFailed(mine, "not loaded in time"), journals.loadNanos());
        if (free) {
            read();
        }
    }

    /** Begins to read; {@link #load} was called. */
    void read() {
        if (state == State.LOADING) {
            int mine = attempt;
            begin();
            journals.run(hub.name(), () -> read(mine));
        }
    }

    /** {@return whether the store may have something open for it} */
    boolean hasBegun() {
        return begun;
    }

    boolean isLoading() {
        return state == State.LOADING;
    }

    /** {@return whether nothing can be published, since nothing can be stored} */
    boolean isUnavailable() {
        return state == State.FAILED && journals.isAlways();
    }

    /** Runs {@code task} behind what waits already, when everything is loaded. */
    void later(Runnable task) {
        waiting.add(task);
    }

    /** {@code author} appended something to the log. */
    void appended(Author author) {
        if (journals.isAlways()) {
            unseen.add(author, log.head());
        }
    }

    /** The log was written anew. */
    void compacted() {
        rewritten = log.head();
    }

    /** Hands everything appended since the last call to the store. */
    void handOver() {
        ChannelHistory open = store;
        if (state != State.OPEN || open == null || clearing) {
            return;
        }
        while (handed < log.head()) {
            for (Segment next = at.next(); next != null && next.start() <= handed; next = at.next()) {
                at = next;
            }
            Segment next = at.next();
            long end = next == null ? log.head() : Math.min(log.head(), next.start());
            ByteBuffer frames = at.view().slice(at.index(handed), (int) (end - handed)).asReadOnlyBuffer();
            int count = count(frames);
            handed = end;
            handedFrame += count;
            outstanding.add(handed, handedFrame);
            home.counters().add(Counter.HISTORY_HANDED_BYTES, frames.remaining());
            open.append(frames, count, answers);
        }
    }

    /** {@return whether the store has answered everything} */
    boolean isSettled() {
        return state != State.OPEN || (outstanding.isEmpty() && handed == log.head());
    }

    /** Forgets what is stored. */
    void clear(Runnable done) {
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

    /** Ends behind everything appended; {@code then} runs when the store has let go of the channel. */
    void close(Runnable then) {
        handOver();
        state = State.CLOSED;
        attempt++;
        whenClosed = then;
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
        if (outstanding.isEmpty()) {
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
        held.releaseAll();
        Runnable then = whenClosed;
        whenClosed = null;
        if (then == null || !begun) {
            return;
        }
        ChannelHistory open = store;
        // Twice: what an attempt brought that nobody wants any more is closed on the way.
        journals.run(hub.name(), () -> {
            close(open);
            home.later(() -> journals.run(hub.name(), () -> home.later(() -> {
                journals.active(-1);
                then.run();
            })));
        });
    }

    private void read(int mine) {
        ChannelHistory opened = null;
        try {
            opened = journals.store().open(hub.name(), keep);
            LoadedFrames[] some = {new LoadedFrames()};
            long now = System.currentTimeMillis();
            opened.load((frame, time) -> {
                some[0].add(frame, Math.max(0, now - time));
                if (some[0].isFull()) {
                    LoadedFrames full = some[0];
                    home.later(() -> loaded(mine, full));
                    some[0] = new LoadedFrames();
                }
                return true;
            });
            ChannelHistory ready = opened;
            home.later(() -> {
                loaded(mine, some[0]);
                opened(mine, ready);
            });
        } catch (IOException | RuntimeException e) {
            close(opened);
            home.later(() -> loadFailed(mine, String.valueOf(e.getMessage())));
        }
    }

    private void loaded(int mine, LoadedFrames frames) {
        if (mine == attempt && state == State.LOADING) {
            hub.loaded(frames);
        }
    }

    private void opened(int mine, ChannelHistory ready) {
        if (mine != attempt) {
            journals.run(hub.name(), () -> close(ready));
            return;
        }
        attempt++;
        boolean again = retryNanos > FIRST_RETRY_NANOS;
        store = ready;
        goOn(log.head(), log.headFrame());
        log.show(handed, handedFrame);
        hub.shown();
        if (again) {
            recovered();
        }
        runWaiting();
    }

    private void goOn(long position, long frame) {
        held.releaseAll();
        handed = position;
        handedFrame = frame;
        answered = position;
        moved = false;
        at = log.first() == null ? log.last() : log.first();
        lastHeld = log.last();
        if (log.first() != null) {
            log.hold(held);
        }
        state = State.OPEN;
    }

    private void loadFailed(int mine, String why) {
        if (mine != attempt || state != State.LOADING) {
            return;
        }
        attempt++;
        hub.forgetLoaded();
        answered = log.head();
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

    /** Holds what the log has added, before the log may let go of it. */
    void hold() {
        if (state != State.OPEN) {
            return;
        }
        while (lastHeld != log.last()) {
            Segment next = lastHeld.next();
            if (next == null) {
                throw new IllegalStateException("the chain ends early");
            }
            lastHeld = next.retain();
            held.add(next, next);
        }
    }

    private void collect() {
        answers.begin();
        int stored = answers.takeStored();
        int failed = answers.takeFailed();
        long before = answered;
        long frame = 0;
        for (int i = 0; i < stored; i++) {
            answered = outstanding.position();
            frame = outstanding.frame();
            outstanding.removeFirst();
        }
        long end = answered;
        for (int i = 0; i < failed; i++) {
            end = outstanding.position();
            outstanding.removeFirst();
        }
        home.counters().add(Counter.HISTORY_ANSWERED_BYTES, end - before);
        if (stored > 0) {
            held.releaseTo(answered);
            unseen.stored(answered);
            if (state == State.OPEN && journals.isAlways()) {
                log.show(answered, frame);
                hub.shown();
            }
        }
        if (failed > 0) {
            failed(answers.why());
        }
        if (outstanding.isEmpty() && state == State.CLOSED) {
            letGo();
        } else if (outstanding.isEmpty() && state == State.FAILED) {
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
            hub.closeAuthors(unseen.takeAll());
        }
        if (outstanding.isEmpty()) {
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
        held.releaseAll();
        journals.run(hub.name(), () -> close(open));
        if (journals.isAlways()) {
            hub.dropUnseen();
        }
        retryLater();
    }

    private void retryLater() {
        int mine = attempt;
        home.schedule(() -> {
            if (mine == attempt && state == State.FAILED) {
                retry();
            }
        }, retryNanos);
        retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
    }

    private void retry() {
        if (journals.isAlways()) {
            // What is stored is what there is: it is loaded again.
            state = State.LOADING;
            load(true);
            return;
        }
        begin();
        int mine = ++attempt;
        boolean anew = hasMoved();
        journals.run(hub.name(), () -> {
            ChannelHistory opened = null;
            try {
                opened = journals.store().open(hub.name(), keep);
                opened.load((frame, time) -> false);
                if (anew) {
                    opened.clear();
                }
                ChannelHistory ready = opened;
                home.later(() -> reopened(mine, ready, anew));
            } catch (IOException | RuntimeException e) {
                close(opened);
                home.later(() -> {
                    if (mine == attempt) {
                        retryLater();
                    }
                });
            }
        });
    }

    private void reopened(int mine, ChannelHistory ready, boolean anew) {
        boolean tooLate = !anew && hasMoved();
        if (mine != attempt || state != State.FAILED || tooLate) {
            journals.run(hub.name(), () -> close(ready));
            if (mine == attempt && state == State.FAILED) {
                retry();
            }
            return;
        }
        store = ready;
        long from = anew ? log.start() : answered;
        long frame = log.startFrame();
        for (Walk walk = new Walk(log); walk.next() && walk.position() < from;) {
            frame++;
        }
        goOn(from, frame);
        recovered();
        handOver();
    }

    /** {@return whether the log has not got what the store lacks, as it was} */
    private boolean hasMoved() {
        return moved || answered < rewritten || answered < log.start();
    }

    private void recovered() {
        retryNanos = FIRST_RETRY_NANOS;
        home.hubs().events().storeRecovered(hub.name());
    }

    private static int count(ByteBuffer frames) {
        int count = 0;
        for (int next = 0; next < frames.limit(); count++) {
            next += Header.SIZE + Header.payloadLength(frames, next);
        }
        return count;
    }

    private static @Nullable String clear(ChannelHistory open) {
        try {
            open.clear();
            return null;
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void close(@Nullable ChannelHistory open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException | RuntimeException e) {
            // Whatever it was, the next opening meets it again.
        }
    }
}
