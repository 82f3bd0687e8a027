package mles.cluster.nats;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry that the leader of a stream has republished.
 *
 * @param number   its number in the stream
 * @param before   number of the channel's entry before it; 0 where there is none any more
 * @param entry    the entry
 * @param storedAt time of its storage in milliseconds since 1970; of its arrival where NATS does not say it (before 2.10)
 */
record LiveEntry(long number, long before, RelayEntry entry, long storedAt) {
    /** {@return the entry that a message is; null when it is none of ours} */
    static @Nullable LiveEntry of(Message message) {
        Headers headers = message.getHeaders();
        RelayEntry entry = EntryHeaders.entry(headers, message.getData()).orElse(null);
        if (headers == null || entry == null) {
            return null;
        }
        try {
            return new LiveEntry(number(headers, "Nats-Sequence"), number(headers, "Nats-Last-Sequence"), entry,
                    time(headers.getFirst("Nats-Time-Stamp")));
        } catch (NumberFormatException | DateTimeParseException e) {
            return null;
        }
    }

    private static long number(Headers headers, String name) {
        return Long.parseLong(String.valueOf(headers.getFirst(name)));
    }

    private static long time(@Nullable String text) {
        return text == null ? System.currentTimeMillis() : Instant.parse(text).toEpochMilli();
    }
}
