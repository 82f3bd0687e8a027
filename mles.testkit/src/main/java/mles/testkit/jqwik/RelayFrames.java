package mles.testkit.jqwik;

import java.nio.ByteBuffer;
import java.util.Random;
import mles.protocol.ConnectionId;
import mles.protocol.Header;

/** Frames for tests of an engine of a cluster, which looks into none. */
final class RelayFrames {
    private RelayFrames() {
    }

    /** {@return a frame of {@code bytes} bytes, header included, with any content} */
    static byte[] random(int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes);
        byte[] payload = new byte[bytes - Header.SIZE];
        new Random(bytes).nextBytes(payload);
        new Header(payload.length, new ConnectionId(bytes), -bytes).write(frame);
        return frame.put(payload).array();
    }
}
