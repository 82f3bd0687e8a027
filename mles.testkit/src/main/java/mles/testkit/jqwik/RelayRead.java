package mles.testkit.jqwik;

import java.nio.ByteBuffer;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;

/**
 * An entry that a {@link RelayReader} has read.
 *
 * @param at             its position
 * @param entry          a copy
 * @param storedAtMillis when the engine took it, in milliseconds since 1970
 */
@SuppressWarnings("exports")
public record RelayRead(Position at, RelayEntry entry, long storedAtMillis) {
    static RelayRead of(Position at, RelayEntry entry, long storedAtMillis) {
        ByteBuffer frames = ByteBuffer.wrap(StoreFrames.bytes(entry.frames())).asReadOnlyBuffer();
        return new RelayRead(at,
                new RelayEntry(entry.kind(), entry.origin(), entry.batch(), frames, entry.count()), storedAtMillis);
    }

    /** Tells enough for a list of many. */
    @Override
    public String toString() {
        return at.epoch() + "/" + at.number() + " " + entry.kind() + " " + Long.toHexString(entry.origin()) + "."
                + entry.batch();
    }
}
