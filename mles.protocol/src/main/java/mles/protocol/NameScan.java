package mles.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads an encoding as a message, in pieces, and keeps its names only; a fault waits for {@link #finish()}. */
final class NameScan implements CborScanner.Sink {
    static final int UID = 0;
    static final int CHANNEL = 1;

    private final CborScanner scanner;
    private final Gathering[] names;
    private final boolean[] known = new boolean[2];
    private @Nullable ProtocolException fault;

    /** @param longestName bytes; of a longer name nothing is kept */
    NameScan(int length, int longestName) {
        scanner = new CborScanner(Shape.MESSAGE, length, this);
        names = new Gathering[]{new Gathering(longestName), new Gathering(longestName)};
    }

    void feed(ByteBuffer in, int from, int to) {
        if (fault == null) {
            try {
                scanner.feed(in, from, to);
            } catch (ProtocolException e) {
                fault = e;
            }
        }
    }

    /** @throws ProtocolException when it is not a message, or not all of one */
    void finish() {
        if (fault != null) {
            throw fault;
        }
        scanner.finish(ByteBuffer.allocate(0));
    }

    /** {@return the name, or null while it is not known or when it is too long} */
    @Nullable
    String name(int slot) {
        return known[slot] ? names[slot].text() : null;
    }

    @Override
    public void content(int slot, ByteBuffer in, int at, int size) {
        if (slot <= CHANNEL) {
            names[slot].add(in, at, size);
        }
    }

    @Override
    public void end(int slot) {
        if (slot <= CHANNEL) {
            known[slot] = !names[slot].isTooLong();
        }
    }
}
