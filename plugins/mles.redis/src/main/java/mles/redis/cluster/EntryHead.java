package mles.redis.cluster;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import mles.server.spi.RelayEntry;

/**
 * Text beside the frames of an entry: kind, origin, batch and count from the server, the rest from Redis.
 *
 * @param kind    kind of the entry
 * @param origin  the server that proposed it
 * @param batch   its number there
 * @param count   number of frames
 * @param time    when Redis took it, in milliseconds since 1970
 * @param before  number of the channel's entry before it, 0 without one
 * @param history number of the newest entry before it that is no empty join and no eviction, 0 without one
 */
record EntryHead(RelayEntry.Kind kind, long origin, long batch, int count, long time, long before, long history) {
    private static final int PARTS = 7;

    /** {@return the part that the server writes} */
    static String of(RelayEntry entry) {
        return entry.kind() + " " + HexFormat.of().toHexDigits(entry.origin()) + " " + entry.batch() + " "
                + entry.count();
    }

    /** {@return the head that {@code text} is; empty when it is none of ours} */
    static Optional<EntryHead> parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EntryHead(RelayEntry.Kind.valueOf(parts[0]),
                    HexFormat.fromHexDigitsToLong(parts[1]), Long.parseLong(parts[2]), Integer.parseInt(parts[3]),
                    Long.parseLong(parts[4]), Long.parseLong(parts[5]), Long.parseLong(parts[6])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@return the entry with these frames} */
    RelayEntry entry(ByteBuffer frames) {
        return new RelayEntry(kind, origin, batch, frames, count);
    }
}
