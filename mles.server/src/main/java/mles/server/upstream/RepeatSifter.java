package mles.server.upstream;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.protocol.Header;
import mles.server.log.Publisher;

/** Splits frames at those that a channel has already. Thread: home loop. */
public final class RepeatSifter {
    /** Takes whole frames that the channel has not got. */
    @FunctionalInterface
    public interface Target {
        void append(ByteBuf in, int at, int bytes, int frames);
    }

    private RepeatSifter() {
    }

    /**
     * Gives on all frames but the repeats, in as few pieces as there can be.
     *
     * @param live whether they are published now, and not brought back with a resync
     * @return how many frames that were
     */
    public static int sift(FrameFilter filter, Publisher publisher, boolean live, ByteBuf in, int at, int bytes,
            Target target) {
        ByteBuffer view = in.nioBuffer(at, bytes);
        int from = 0;
        int count = 0;
        int all = 0;
        for (int next = 0; next < bytes;) {
            int size = Header.frameSize(view, next);
            if (filter.isRepeat(publisher, live, view, next, size)) {
                if (count > 0) {
                    target.append(in, at + from, next - from, count);
                }
                from = next + size;
                count = 0;
            } else {
                count++;
                all++;
            }
            next += size;
        }
        if (count > 0) {
            target.append(in, at + from, bytes - from, count);
        }
        return all;
    }
}
