package mles.redis.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An entry that was published: a line with its epoch, number and head, and the frames.
 *
 * @param epoch epoch of its channel
 * @param entry the entry
 */
record LiveEntry(long epoch, PlacedEntry entry) {
    private static final int LONGEST_LINE = 256;
    private static final int PARTS = 3;

    /** {@return the entry that {@code message} is; empty when it is none of ours} */
    static Optional<LiveEntry> parse(byte[] message) {
        int end = 0;
        while (end < message.length && message[end] != '\n') {
            end++;
        }
        if (end == message.length || end > LONGEST_LINE) {
            return Optional.empty();
        }
        String[] parts = new String(message, 0, end, StandardCharsets.UTF_8).split(" ", PARTS);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            long epoch = Long.parseLong(parts[0]);
            long number = Long.parseLong(parts[1]);
            ByteBuffer frames = ByteBuffer.wrap(message).asReadOnlyBuffer().slice(end + 1, message.length - end - 1);
            return EntryHead.parse(parts[2])
                    .map(head -> new LiveEntry(epoch, new PlacedEntry(number, head, frames)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
