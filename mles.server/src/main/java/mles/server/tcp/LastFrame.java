package mles.server.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import mles.protocol.Header;
import mles.server.transport.Member;
import org.jspecify.annotations.Nullable;

/** End of the last write to a member: at the end of a frame, or inside one. Thread: its loop. */
final class LastFrame {
    private @Nullable ByteBuf cut;
    private int end;

    /** {@code bytes} of {@code from}, which begins with a frame and holds whole ones, were written from {@code at} on. */
    void wrote(ByteBuf from, int at, int bytes) {
        clear();
        if (bytes == Member.MOST_TO_WRITE) {
            cut = from.retain();
            end = at + bytes;
        }
    }

    /** {@return the rest of the last frame; the caller releases it} */
    ByteBuf rest() {
        ByteBuf from = cut;
        if (from == null) {
            return Unpooled.EMPTY_BUFFER;
        }
        int frameEnd = 0;
        while (frameEnd < end) {
            frameEnd += Header.SIZE + from.getUnsignedMedium(frameEnd + 1);
        }
        return from.retainedSlice(end, frameEnd - end);
    }

    void clear() {
        if (cut != null) {
            cut.release();
            cut = null;
        }
    }
}
