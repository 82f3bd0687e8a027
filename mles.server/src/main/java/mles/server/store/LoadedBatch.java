package mles.server.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mles.server.channel.LoadTarget;
import mles.server.transport.MemoryAccount;

/** Some frames out of a store, on their way to the home loop; they count as memory until they are released. */
final class LoadedBatch {
    private static final int ENOUGH = 256 * 1024;

    private final ByteBuf bytes = Unpooled.buffer();
    private final List<Batch> batches = new ArrayList<>();
    private final MemoryAccount account;
    private int batchBytes;
    private int batchFrames;
    private long batchAge;

    /** Frames that were stored at one time. */
    private record Batch(int bytes, int frames, long ageMillis) {
    }

    LoadedBatch(MemoryAccount account) {
        this.account = account;
    }

    /** @param ageMillis how long ago it was stored */
    void add(ByteBuffer frame, long ageMillis) {
        if (ageMillis != batchAge) {
            endBatch();
            batchAge = ageMillis;
        }
        account.take(frame.remaining());
        batchBytes += frame.remaining();
        batchFrames++;
        bytes.writeBytes(frame.duplicate());
    }

    /** {@return whether it should be sent on} */
    boolean isFull() {
        return bytes.readableBytes() >= ENOUGH;
    }

    int size() {
        return bytes.readableBytes();
    }

    /** Takes the frames into the log of {@code channel}, divided by time. */
    void giveTo(LoadTarget channel) {
        endBatch();
        int at = 0;
        for (Batch batch : batches) {
            channel.onLoaded(bytes, at, batch.bytes(), batch.frames(), batch.ageMillis());
            at += batch.bytes();
        }
    }

    /** Lets go of it. */
    void release() {
        account.give(bytes.readableBytes());
        bytes.release();
    }

    private void endBatch() {
        if (batchFrames > 0) {
            batches.add(new Batch(batchBytes, batchFrames, batchAge));
        }
        batchBytes = 0;
        batchFrames = 0;
    }
}
