package mles.cluster.nats;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An entry that the leader of a stream has republished.
 *
 * @param number its number in the stream
 * @param before number of the channel's entry before it; 0 where there is none any more
 * @param entry  the entry
 */
record LiveEntry(long number, long before, DatedEntry entry) {
    /** {@return the entry that a message is; null when it is none of ours} */
    static @Nullable LiveEntry of(Message message) {
        Headers headers = message.getHeaders();
        DatedEntry entry = EntryHeaders.entry(headers, message.getData()).orElse(null);
        if (headers == null || entry == null) {
            return null;
        }
        try {
            return new LiveEntry(number(headers, "Nats-Sequence"), number(headers, "Nats-Last-Sequence"), entry);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static long number(Headers headers, String name) {
        return Long.parseLong(String.valueOf(headers.getFirst(name)));
    }
}
