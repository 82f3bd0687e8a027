package mles.server.cluster;

import java.util.concurrent.TimeUnit;
import mles.server.delivery.LoopContext;
import mles.server.spi.Position;
import mles.server.spi.RelayChannel;

/**
 * The place of a channel in the order of its entries, and the requests for what follows. The live path of an engine may lose
 * entries: the position before each one tells, and a quiet channel asks once more. Thread: home loop.
 */
final class Tail {
    /** Wait for a request that brings nothing. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Silence after which a channel asks whether it has everything. */
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LoopContext home;
    private final RelayChannel channel;
    private Position last = Position.START;
    private State state = State.RESTING;
    private long movedAt;
    private long wait = FIRST_WAIT_NANOS;
    private boolean confirmed;
    private boolean watching;

    /** State of the request for entries behind the last one. */
    enum State {
        /** Not asked yet, or not any more. */
        RESTING,
        /** Asked for. */
        ASKED,
        /** To be asked for after a wait. */
        RETRYING,
        /** Coming as they are taken. */
        LIVE
    }

    Tail(LoopContext home, RelayChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /** {@return the position of the last entry taken} */
    Position last() {
        return last;
    }

    boolean isLive() {
        return state == State.LIVE;
    }

    /**
     * {@return whether the entry {@code at}, behind {@code before}, is the next one} The start of an epoch is behind the start of any
     * other, and where entries are asked for the engine may have lost its data.
     */
    boolean isNext(Position at, Position before) {
        if (before.number() > 0 || before.equals(last)) {
            return before.equals(last);
        }
        return last.number() == 0 || (state != State.LIVE && at.epoch() != last.epoch());
    }

    /** {@return whether the engine, whose newest entry is {@code newest}, has lost everything, and got nothing since} */
    boolean isEmptied(Position newest) {
        return newest.number() == 0 && last.number() > 0 && newest.epoch() != last.epoch();
    }

    /** Asks for everything behind the last entry, now. */
    void ask() {
        state = State.ASKED;
        movedAt = home.nanoTime();
        watch();
        channel.tail(last);
    }

    /** Asks after a while, which grows until something comes. */
    void askLater() {
        if (state == State.RETRYING || state == State.RESTING) {
            return;
        }
        state = State.RETRYING;
        home.schedule(() -> {
            if (state == State.RETRYING) {
                ask();
            }
        }, wait);
        wait = Math.min(2 * wait, LONGEST_WAIT_NANOS);
    }

    /** The next entry is {@code at}. */
    void advance(Position at) {
        last = at;
        movedAt = home.nanoTime();
        wait = FIRST_WAIT_NANOS;
        confirmed = false;
        watch();
    }

    /**
     * The engine says that {@code newest} is the newest entry.
     *
     * @return whether that is so here, too
     */
    boolean isCompleteAt(Position newest) {
        if (newest.number() == 0 && last.number() == 0) {
            last = newest;
        }
        if (!last.covers(newest)) {
            return false;
        }
        state = State.LIVE;
        wait = FIRST_WAIT_NANOS;
        return true;
    }

    void end() {
        state = State.RESTING;
    }

    /** One timer at most: looks for a request without an answer, and asks once when the channel falls quiet. */
    private void watch() {
        if (!watching) {
            watching = true;
            home.schedule(this::look, PATIENCE_NANOS);
        }
    }

    private void look() {
        watching = false;
        long quiet = home.nanoTime() - movedAt;
        if (state == State.ASKED && quiet >= PATIENCE_NANOS) {
            ask();
        } else if (state == State.LIVE && quiet >= QUIET_NANOS) {
            if (!confirmed) {
                confirmed = true;
                ask();
            }
        } else if (state != State.RESTING) {
            watch();
        }
    }
}
