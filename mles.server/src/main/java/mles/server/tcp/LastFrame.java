package mles.server.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import mles.protocol.Header;
import mles.server.transport.Member;
import org.jspecify.annotations.Nullable;

/** Where the last write to a member ended: with a frame, or in one whose rest is still to come. For its loop. */
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

    /** {@return what the last frame lacks; the caller's} */
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
