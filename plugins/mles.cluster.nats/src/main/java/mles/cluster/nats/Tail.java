package mles.cluster.nats;

import io.nats.client.Message;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;

/**
 * One call of {@link NatsChannel#tail}: reads what is stored, then brings what is live. Live entries that come meanwhile are
 * held. An entry of the chain that did not come is seen by the taker, who asks for another tail.
 */
final class Tail {
    /** Phases, in their order. */
    private enum Phase {
        /** Live entries are stored already, or will be seen as a gap. */
        WAITING, READING, LIVE, ENDED
    }

    private final NatsChannel channel;
    private final Position begin;
    private final ReentrantLock delivery;
    private final HeldEntries held = new HeldEntries();
    private Phase phase = Phase.WAITING;
    private long epoch;
    /** Number of the message that was read last, or behind which it begins. */
    private long last;
    /** Position of the entry that was given last, or where it begins: foreign messages are read, and not given. */
    private Position given;

    Tail(NatsChannel channel, Position begin) {
        this.channel = channel;
        this.begin = begin;
        this.given = begin;
        this.delivery = channel.delivery();
    }

    /** Reads what is stored. */
    void run() {
        if (!channel.isCurrent(this)) {
            return;
        }
        try {
            locked(() -> {
                phase = Phase.READING;
                epoch = channel.epoch();
                last = begin.epoch() == epoch ? begin.number() : 0;
            });
            channel.subscribe();
            read(channel.stored());
        } catch (IOException | RuntimeException e) {
            fail(OneLine.of(e));
        }
    }

    /**
     * Takes a live message. A stream of one replica may republish two of different publishers in the wrong order: the taker
     * sees that as a gap. Thread: lane of the channel.
     */
    void arrived(Message message) {
        LiveEntry live = LiveEntry.of(message);
        if (live == null) {
            // None of ours; the next one names it as the one before, and is read anew.
            return;
        }
        locked(() -> {
            if (phase == Phase.READING) {
                held.add(live);
            } else if (phase == Phase.LIVE) {
                give(live);
            }
        });
    }

    /** Ends it, with a reason that the taker is told if it still listens. */
    void fail(String why) {
        locked(() -> {
            if (isWanted()) {
                end();
                channel.sink().failed(why);
            }
        });
    }

    private void read(StoredEntries stored) throws IOException {
        StoredEntry newest = stored.newest();
        long end = newest == null ? 0 : newest.number();
        if (last > end && stored.newestOfStream() < last) {
            channel.renew(epoch);
        } else if (last > 0 && last < end) {
            StoredEntry oldest = stored.from(1);
            if (oldest != null && oldest.number() > last + 1 && !oldest.isClear()) {
                lost(oldest.number() - 1);
            }
        }
        StoredRun run = new StoredRun(stored);
        do {
            while (last < end && isWanted()) {
                List<StoredEntry> next = run.next(last + 1, end);
                if (next.isEmpty()) {
                    // What was there a moment ago is too old now.
                    lost(end);
                } else {
                    locked(() -> next.forEach(this::give));
                }
            }
            end = goLive();
        } while (end > last && isWanted());
    }

    /** {@return the number up to which has to be read before it can; the last one given when it is live} */
    private long goLive() {
        delivery.lock();
        try {
            while (isWanted()) {
                if (held.lost() > last) {
                    return held.lost();
                }
                LiveEntry next = held.next(last);
                if (next == null) {
                    phase = Phase.LIVE;
                    given = given.epoch() == epoch ? given : new Position(epoch, 0);
                    channel.sink().live(given);
                    break;
                }
                if (next.before() > last) {
                    held.putBack(next);
                    return next.before();
                }
                give(next);
            }
            return last;
        } finally {
            delivery.unlock();
        }
    }

    private void lost(long before) {
        locked(() -> {
            if (isWanted()) {
                last = before;
                given = new Position(epoch, before);
                channel.sink().lost(given);
            }
        });
    }

    private void give(StoredEntry stored) {
        DatedEntry entry = stored.entry();
        if (entry != null) {
            give(stored.number(), last, entry);
        }
        last = stored.number();
    }

    private void give(LiveEntry live) {
        if (live.number() > last) {
            give(live.number(), live.before(), live.entry());
            last = live.number();
        }
    }

    private void give(long number, long behind, DatedEntry dated) {
        if (!isWanted()) {
            return;
        }
        RelayEntry entry = dated.entry();
        if (entry.kind() == RelayEntry.Kind.CLEAR) {
            channel.expendables().forgetBefore(number);
        } else if (Expendables.isExpendable(entry.kind())) {
            channel.expendables().add(number);
        }
        Position before = behind == last ? given : new Position(epoch, behind);
        given = new Position(epoch, number);
        if (!channel.sink().entry(given, before, entry, dated.storedAt())) {
            end();
        }
    }

    private boolean isWanted() {
        return phase != Phase.ENDED && channel.isCurrent(this);
    }

    private void end() {
        phase = Phase.ENDED;
        held.clear();
        channel.ended(this);
    }

    private void locked(Runnable step) {
        delivery.lock();
        try {
            step.run();
        } finally {
            delivery.unlock();
        }
    }
}
