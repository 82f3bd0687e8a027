package mles.testkit.relay;

import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** One tail of a channel: brings the stored entries one by one, then the new ones. */
final class MemoryTail {
    private final MemoryPlace place;
    private final MemoryChannel channel;
    private Position at;
    private State state = State.ASKED;
    /** Number up to which the server does not expect entries; those that a tail from the start lacks are not told. */
    private long notAsked;

    /** States of a tail. Those but {@link #ENDED} follow each other. */
    private enum State {
        ASKED, STORED, LIVE, ENDED
    }

    MemoryTail(MemoryPlace place, MemoryChannel channel, Position from) {
        this.place = place;
        this.channel = channel;
        this.at = from;
    }

    void send() {
        channel.carry(Parcel.Kind.TAIL, channel.tails, this::begin, this::fail);
    }

    void end() {
        synchronized (place) {
            state = State.ENDED;
            channel.log().remove(this);
        }
    }

    /** Sends a new entry. Thread: holds the place. */
    void follow(StoredEntry entry, Position before) {
        if (channel.isHeard()) {
            channel.carry(Parcel.Kind.LIVE, channel.entries, () -> give(entry, before), () -> {
            });
        } else {
            channel.log().remove(this);
        }
    }

    private void begin() {
        synchronized (place) {
            if (state != State.ASKED) {
                return;
            }
            state = State.STORED;
            MemoryLog log = channel.log();
            notAsked = at.epoch() == log.last().epoch() ? at.number() : log.pushedOut();
            next(log);
        }
    }

    private void goOn() {
        synchronized (place) {
            MemoryLog log = channel.log();
            if (state != State.STORED || !channel.isHeard()) {
                return;
            }
            if (at.epoch() == log.last().epoch()) {
                next(log);
            } else {
                bring(this::fail);
            }
        }
    }

    /** Sends what follows {@link #at}, and goes there. */
    private void next(MemoryLog log) {
        Position before = at;
        @Nullable
        StoredEntry entry = log.behind(before);
        if (log.pushedOut() > notAsked && log.pushedOut() > before.number()) {
            Position lost = new Position(log.last().epoch(), log.pushedOut());
            at = lost;
            bring(() -> channel.sink().lost(lost));
        } else if (entry != null) {
            at = entry.at();
            bring(() -> give(entry, before));
        } else {
            state = State.LIVE;
            log.add(this);
            Position last = log.last();
            bring(() -> channel.sink().live(last));
        }
    }

    private void bring(Runnable call) {
        channel.carry(Parcel.Kind.STORED, channel.entries, () -> {
            if (isHeard()) {
                call.run();
                goOn();
            }
        }, this::fail);
    }

    private void give(StoredEntry entry, Position before) {
        if (!isHeard()) {
            return;
        }
        channel.comesBack(entry.entry());
        if (!entry.give(channel.sink(), before)) {
            end();
        }
    }

    private void fail() {
        if (isHeard()) {
            end();
            channel.sink().failed("memory: expected the entries of a channel, was cut off");
        }
    }

    private boolean isHeard() {
        synchronized (place) {
            return state != State.ENDED && channel.isHeard();
        }
    }
}
