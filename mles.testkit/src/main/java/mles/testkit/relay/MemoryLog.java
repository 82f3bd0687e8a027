package mles.testkit.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/** Entries of one channel, as the engine keeps them. Thread: holds the place. */
final class MemoryLog {
    /** More proposals than a server can have under way while the engine has to know them again. */
    private static final int IDS_KEPT = 10_000;

    private final MemoryPlace place;
    private final TreeMap<Long, StoredEntry> entries = new TreeMap<>();
    /** Numbers of entries that only their like push out. */
    private final Deque<Long> history = new ArrayDeque<>();
    private final Deque<Long> rest = new ArrayDeque<>();
    private final SequencedSet<Id> taken = new LinkedHashSet<>();
    private final List<MemoryTail> live = new ArrayList<>();
    private Position last;
    private long pushedOut;

    private record Id(long origin, long batch) {
        static Id of(RelayEntry entry) {
            return new Id(entry.origin(), entry.batch());
        }
    }

    MemoryLog(MemoryPlace place) {
        this.place = place;
        this.last = place.origin();
    }

    /**
     * Puts {@code entry} behind all others, unless it was taken before.
     *
     * @return whether it was not
     */
    boolean take(RelayEntry entry, long now) {
        if (!taken.add(Id.of(entry))) {
            return false;
        }
        if (taken.size() > IDS_KEPT) {
            taken.removeFirst();
        }
        Position before = last;
        StoredEntry stored = append(entry, now);
        if (entry.kind() == RelayEntry.Kind.CLEAR) {
            pushedOut = Math.max(pushedOut, trim(history, 1));
            rest.clear();
            entries.headMap(stored.at().number()).clear();
        }
        List.copyOf(live).forEach(tail -> tail.follow(stored, before));
        return true;
    }

    Collection<StoredEntry> all() {
        return entries.values();
    }

    Position last() {
        return last;
    }

    /** {@return the number of the newest entry pushed out that was more than an empty join or an eviction} */
    long pushedOut() {
        return pushedOut;
    }

    /** {@return the first entry behind {@code from}; the oldest when that is of another epoch} */
    @Nullable
    StoredEntry behind(Position from) {
        Map.Entry<Long, StoredEntry> next = entries.higherEntry(from.epoch() == last.epoch() ? from.number() : 0);
        return next == null ? null : next.getValue();
    }

    void add(MemoryTail tail) {
        live.add(tail);
    }

    void remove(MemoryTail tail) {
        live.remove(tail);
    }

    /** Loses all but the oldest {@code kept} entries. */
    void reset(int kept) {
        List<StoredEntry> left = entries.values().stream().limit(kept).toList();
        entries.clear();
        history.clear();
        rest.clear();
        taken.clear();
        pushedOut = 0;
        last = place.origin();
        for (StoredEntry stored : left) {
            taken.add(Id.of(stored.entry()));
            append(stored.entry(), stored.storedAtMillis());
        }
    }

    private StoredEntry append(RelayEntry entry, long storedAtMillis) {
        last = place.next();
        StoredEntry stored = new StoredEntry(last, entry, storedAtMillis);
        entries.put(last.number(), stored);
        switch (entry.kind()) {
            case MESSAGES, JOINS, CLEAR -> {
                history.add(last.number());
                pushedOut = Math.max(pushedOut, trim(history, place.entriesKept()));
            }
            case EMPTY_JOINS, EVICT -> {
                rest.add(last.number());
                trim(rest, place.entriesKept());
            }
        }
        return stored;
    }

    /** {@return the number of the newest entry that had to go, or zero} */
    private long trim(Deque<Long> alike, int kept) {
        long newest = 0;
        while (alike.size() > kept) {
            newest = alike.removeFirst();
            entries.remove(newest);
        }
        return newest;
    }
}
