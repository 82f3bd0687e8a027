package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Some frames out of a store, on their way to the home loop. */
final class LoadedFrames {
    private static final int ENOUGH = 256 * 1024;

    private final ByteBuf bytes = Unpooled.buffer();
    private final List<Batch> batches = new ArrayList<>();
    private int batchBytes;
    private int batchFrames;
    private long batchAge;

    /** Frames that were stored at one time. */
    record Batch(int bytes, int frames, long ageMillis) {
    }

    /** @param ageMillis how long ago it was stored */
    void add(ByteBuffer frame, long ageMillis) {
        if (ageMillis != batchAge) {
            endBatch();
            batchAge = ageMillis;
        }
        batchBytes += frame.remaining();
        batchFrames++;
        bytes.writeBytes(frame.duplicate());
    }

    /** {@return whether it should be sent on} */
    boolean isFull() {
        return bytes.readableBytes() >= ENOUGH;
    }

    ByteBuf bytes() {
        return bytes;
    }

    /** {@return how it is divided by time} */
    List<Batch> batches() {
        endBatch();
        return batches;
    }

    private void endBatch() {
        if (batchFrames > 0) {
            batches.add(new Batch(batchBytes, batchFrames, batchAge));
        }
        batchBytes = 0;
        batchFrames = 0;
    }
}
