package mles.server.hub;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.protocol.Header;

/** Goes over frames that come to a channel with a link, of which it may have some by another way. For the home loop. */
final class Sieve {
    /** Takes whole frames that the channel has not got. */
    interface Target {
        void append(ByteBuf in, int at, int bytes, int frames);
    }

    private Sieve() {
    }

    /**
     * Gives on all that the link does not know, in as few pieces as there can be.
     *
     * @param live whether it is said now, and not brought back with a resync
     * @return how many frames that were
     */
    static int sift(UpstreamLink link, Publisher publisher, boolean live, ByteBuf in, int at, int bytes,
            Target target) {
        ByteBuffer view = in.nioBuffer(at, bytes);
        int from = 0;
        int count = 0;
        int all = 0;
        for (int next = 0; next < bytes;) {
            int size = Header.frameSize(view, next);
            if (link.isRepeat(publisher, live, view, next, size)) {
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
