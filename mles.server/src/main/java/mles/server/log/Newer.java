package mles.server.log;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;

/** The end of a log that counts as newer than what is brought back: how many frames, and whose. For the home loop. */
public final class Newer {
    public static final Newer NONE = new Newer();

    private final Set<ConnectionId> publishers = new HashSet<>();
    private int frames;

    /** There is one frame more; a join that says nothing makes nothing old. */
    public void add(ByteBuffer frame) {
        if (!Frame.endsEmpty(frame, 0, frame.limit())) {
            publishers.add(Header.cid(frame, 0));
        }
        frames++;
    }

    /** There is one frame more, which makes nothing old. */
    void addBeside() {
        frames++;
    }

    /** {@return whether nothing was said} */
    public boolean isEmpty() {
        return publishers.isEmpty();
    }

    public int frames() {
        return frames;
    }

    /** {@return whether the publisher of the frame at index {@code at} of {@code in} has published since} */
    public boolean has(ByteBuffer in, int at) {
        return publishers.contains(Header.cid(in, at));
    }
}
