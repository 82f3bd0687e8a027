package mles.testkit.relay;

import java.nio.ByteBuffer;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;

/** An entry in its place. */
record StoredEntry(Position at, RelayEntry entry, long storedAtMillis) {
    /** {@return a copy of {@code entry}, its frames included} */
    static RelayEntry copy(RelayEntry entry) {
        ByteBuffer frames = ByteBuffer.allocate(entry.frames().remaining()).put(entry.frames().duplicate()).flip();
        return with(entry, frames.asReadOnlyBuffer());
    }

    /** Gives a view of its frames, which never change. */
    boolean give(RelaySink sink, Position before) {
        return sink.entry(at, before, with(entry, entry.frames().duplicate()), storedAtMillis);
    }

    private static RelayEntry with(RelayEntry entry, ByteBuffer frames) {
        return new RelayEntry(entry.kind(), entry.origin(), entry.batch(), frames, entry.count());
    }
}
