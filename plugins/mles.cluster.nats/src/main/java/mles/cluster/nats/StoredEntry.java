package mles.cluster.nats;

import io.nats.client.api.MessageInfo;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/**
 * A stored message of a channel's subject.
 *
 * @param number its number in the stream
 * @param entry  the entry that it is; null for a foreign message
 */
record StoredEntry(long number, @Nullable DatedEntry entry) {
    static StoredEntry of(MessageInfo message) {
        return new StoredEntry(message.getSeq(),
                EntryHeaders.entry(message.getHeaders(), message.getData()).orElse(null));
    }

    /** {@return the bytes of its frames} */
    int bytes() {
        return entry == null ? 0 : entry.entry().frames().remaining();
    }

    /** {@return whether it is a mark before which all was cleared, so that nothing is missing before it} */
    boolean isClear() {
        return entry != null && entry.entry().kind() == RelayEntry.Kind.CLEAR;
    }
}
