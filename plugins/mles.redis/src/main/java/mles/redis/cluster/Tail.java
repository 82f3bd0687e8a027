package mles.redis.cluster;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;

/**
 * One call of {@link RedisChannel#tail}: reads what is stored, then brings what is live. Live entries that come meanwhile are
 * held. An entry of the chain that did not come is seen by the taker, who asks for another tail.
 */
final class Tail {
    /** Phases, in their order. */
    private enum Phase {
        /** Live entries are stored already, or will be seen as a gap. */
        WAITING, READING, LIVE, ENDED
    }

    private final RedisChannel channel;
    private final Position begin;
    private final ReentrantLock delivery;
    private final HeldEntries held = new HeldEntries();
    private volatile Phase phase = Phase.WAITING;
    private long epoch;
    /** Number of the entry that was given last, or behind which it begins; 0 for the oldest. */
    private long last;
    /** Position of the entry that was given last, or where it begins. */
    private Position given;

    Tail(RedisChannel channel, Position begin) {
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
            locked(() -> phase = Phase.READING);
            channel.listen();
            read();
        } catch (IOException | RuntimeException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /** Takes a live entry. Thread: that of live entries. */
    void arrived(LiveEntry live) {
        locked(() -> {
            if (phase == Phase.READING) {
                held.add(live.entry());
            } else if (phase == Phase.LIVE && live.epoch() != epoch) {
                fail("the channel has another epoch");
            } else if (phase == Phase.LIVE) {
                give(live.entry());
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

    private void read() throws IOException {
        EntryHead known = channel.givenAt(begin);
        // An entry that is known is read again, to see whether it is still the same.
        Page page = channel.read(begin.epoch(), known == null ? Page.behind(begin.number()) : "" + begin.number());
        epoch = page.epoch();
        last = begin.epoch() == epoch ? begin.number() : 0;
        boolean isForked = last > 0 && known != null && isOther(known, page);
        while (isWanted() && phase == Phase.READING) {
            if (page.epoch() != epoch) {
                throw new IOException("the channel has another epoch");
            }
            for (PlacedEntry entry : page.entries()) {
                isForked |= entry.number() > last && entry.head().before() < last;
                if (!isForked) {
                    locked(() -> giveStored(entry));
                }
            }
            if (isForked || page.newest() < last) {
                channel.renew(epoch);
                throw new IOException("the engine has lost entries that it had taken");
            }
            if (page.next() == null) {
                goLive(page.newest());
            }
            if (phase == Phase.READING) {
                page = channel.read(epoch, page.next() == null ? Page.behind(last) : page.next());
            }
        }
    }

    /** {@return whether the first entry of {@code page} is another one than {@code known}, and has its number} */
    private boolean isOther(EntryHead known, Page page) {
        PlacedEntry first = page.entries().isEmpty() ? null : page.entries().getFirst();
        return first != null && first.number() == last
                && (first.head().origin() != known.origin() || first.head().batch() != known.batch());
    }

    private void giveStored(PlacedEntry entry) {
        if (!isWanted() || entry.number() <= last) {
            return;
        }
        EntryHead head = entry.head();
        if (last > 0 && head.history() > last && head.kind() != RelayEntry.Kind.CLEAR) {
            lose(head.history());
        }
        give(entry, given);
    }

    /** Goes on with live entries, unless some of those before them have to be read. */
    private void goLive(long newest) {
        locked(() -> {
            if (last > 0 && newest > last && isWanted()) {
                // What was behind it has expired.
                lose(newest);
            }
            PlacedEntry next = held.next(last);
            while (isWanted() && held.dropped() <= last && next != null && next.head().before() <= last) {
                give(next);
                next = held.next(last);
            }
            if (isWanted() && held.dropped() <= last && next == null) {
                phase = Phase.LIVE;
                given = given.epoch() == epoch ? given : new Position(epoch, 0);
                channel.sink().live(given);
            }
        });
    }

    private void lose(long before) {
        last = before;
        given = new Position(epoch, before);
        channel.sink().lost(given);
    }

    private void give(PlacedEntry live) {
        if (live.number() > last) {
            long before = live.head().before();
            give(live, before == last ? given : new Position(epoch, before));
        }
    }

    private void give(PlacedEntry entry, Position before) {
        if (!isWanted()) {
            return;
        }
        last = entry.number();
        given = new Position(epoch, last);
        channel.gave(given, entry.head());
        if (!channel.sink().entry(given, before, entry.head().entry(entry.frames()), entry.head().time())) {
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
