package mles.testkit.relay;

import java.nio.ByteBuffer;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;

/** An entry in its place. */
record StoredEntry(Position at, RelayEntry entry, long storedAtMillis) {
    /** {@return a copy of {@code entry}, its frames included} */
    static RelayEntry copy(RelayEntry entry) {
        return with(entry, bytes(entry).asReadOnlyBuffer());
    }

    /** Gives a copy, which is wiped when the call has returned: its frames are valid during the call. */
    boolean give(RelaySink sink, Position before) {
        ByteBuffer copy = bytes(entry);
        boolean more = sink.entry(at, before, with(entry, copy.asReadOnlyBuffer()), storedAtMillis);
        while (copy.hasRemaining()) {
            copy.put((byte) 0);
        }
        return more;
    }

    private static ByteBuffer bytes(RelayEntry entry) {
        return ByteBuffer.allocate(entry.frames().remaining()).put(entry.frames().duplicate()).flip();
    }

    private static RelayEntry with(RelayEntry entry, ByteBuffer frames) {
        return new RelayEntry(entry.kind(), entry.origin(), entry.batch(), frames, entry.count());
    }
}
