package mles.redis.history;

import java.util.ArrayDeque;
import java.util.Optional;
import mles.server.spi.Retention;
import redis.clients.jedis.StreamEntryID;

/** Index of the entries of one stream: finds the entry at which the stream may begin. Thread: one. */
final class StreamIndex {
    private final Retention keep;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long messages;
    private long bytes;

    private record Entry(StreamEntryID id, int messages, int bytes) {
    }

    StreamIndex(Retention keep) {
        this.keep = keep;
    }

    /**
     * Adds an entry before all others.
     *
     * @return whether what is known is enough for the retention
     */
    boolean addOldest(StreamEntryID id, int newMessages, int newBytes) {
        entries.addFirst(new Entry(id, newMessages, newBytes));
        messages += newMessages;
        bytes += newBytes;
        return keep.isExceeded(messages, bytes);
    }

    /** Adds an entry behind all others. */
    void addNewest(StreamEntryID id, int newMessages, int newBytes) {
        entries.addLast(new Entry(id, newMessages, newBytes));
        messages += newMessages;
        bytes += newBytes;
    }

    /**
     * {@return the first entry to keep, when older ones are to go}
     *
     * @param now            milliseconds since 1970
     * @param comingMessages of an entry that will be added
     * @param comingBytes    of that entry
     */
    Optional<StreamEntryID> trim(long now, int comingMessages, int comingBytes) {
        boolean dropped = false;
        while (entries.size() > 1 && mayGo(entries.getFirst(), now, comingMessages, comingBytes)) {
            Entry oldest = entries.removeFirst();
            messages -= oldest.messages();
            bytes -= oldest.bytes();
            dropped = true;
        }
        return dropped ? Optional.of(entries.getFirst().id()) : Optional.empty();
    }

    /** An entry goes as a whole, when all frames to keep are in newer ones; a load counts exactly. */
    private boolean mayGo(Entry oldest, long now, int comingMessages, int comingBytes) {
        return messages - oldest.messages() + comingMessages > keep.maxFrames()
                || bytes - oldest.bytes() + comingBytes >= keep.maxBytes()
                || keep.isTooOld(oldest.id().getTime(), now);
    }

    /** {@return the oldest entry known; none where there is none} */
    Optional<StreamEntryID> oldest() {
        return Optional.ofNullable(entries.peekFirst()).map(Entry::id);
    }

    /** {@return the newest entry} */
    Optional<StreamEntryID> newest() {
        return Optional.ofNullable(entries.peekLast()).map(Entry::id);
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }
}
