package mles.testkit.cluster;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;

/** All frames of a simulation, each with a key of its own: the number of a connection, and of the frame in that. */
final class FrameBook {
    private static final int HEADER = 16;

    private final Map<Long, Written> frames = new HashMap<>();

    /** A frame, and how often it may be in the order: once, and once more for each resync that brings it. */
    private static final class Written {
        private final byte[] bytes;
        private final boolean isEmpty;
        private int copies = 1;

        Written(byte[] bytes, boolean isEmpty) {
            this.bytes = bytes;
            this.isEmpty = isEmpty;
        }
    }

    static long key(int connection, int number) {
        return ((long) connection << 32) | number;
    }

    static int connection(long key) {
        return (int) (key >> 32);
    }

    static int number(long key) {
        return (int) key;
    }

    static String name(long key) {
        return "m" + connection(key) + "/" + number(key);
    }

    /** {@return a new frame of {@code size} bytes} */
    byte[] write(long key, int cid, int size) {
        ByteBuffer payload = ByteBuffer.allocate(size - HEADER);
        while (payload.hasRemaining()) {
            payload.put((byte) (key >> (payload.position() % Long.BYTES * Byte.SIZE)));
        }
        return add(key, Frame.of(new ConnectionId(cid), key, payload.flip()), false);
    }

    /** {@return a new first frame without content} */
    byte[] writeEmptyJoin(long key, int cid) {
        return add(key, Frame.of(new ConnectionId(cid), key, Message.of("u", "c", "")), true);
    }

    byte[] bytes(long key) {
        return written(key).bytes;
    }

    boolean isEmptyJoin(long key) {
        return written(key).isEmpty;
    }

    /** A resync brings the frame once more. */
    void bringAgain(long key) {
        written(key).copies++;
    }

    int copies(long key) {
        return written(key).copies;
    }

    private Written written(long key) {
        return Objects.requireNonNull(frames.get(key), () -> name(key) + ": expected a frame that was published");
    }

    private byte[] add(long key, Frame frame, boolean isEmpty) {
        byte[] bytes = new byte[frame.bytes().remaining()];
        frame.bytes().duplicate().get(bytes);
        frames.put(key, new Written(bytes, isEmpty));
        return bytes;
    }
}
