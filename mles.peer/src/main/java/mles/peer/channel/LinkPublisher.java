package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.server.log.Newer;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.server.log.Publisher;
import mles.server.upstream.RepeatSifter;
import mles.server.upstream.UpstreamHost;
import org.jspecify.annotations.Nullable;

/** The upstream server as a source of frames of a channel. Thread: home loop. */
final class LinkPublisher implements Publisher {
    static final long ID = -1;

    private final UpstreamPosition position;
    private final CatchUp catchUp;

    LinkPublisher(UpstreamPosition position, CatchUp catchUp) {
        this.position = position;
        this.catchUp = catchUp;
    }

    @Override
    public long id() {
        return ID;
    }

    /** Appends frames that came from the upstream server, but for those that {@code filter} finds. */
    void append(UpstreamHost channel, @Nullable DuplicateFilter filter, ByteBuf in, int at, int bytes, int frames) {
        boolean late = catchUp.isRunning() && (filter == null || !filter.seesRing());
        Newer newer = late ? position.newer() : Newer.NONE;
        if (filter == null) {
            channel.append(this, newer, in, at, bytes, frames);
        } else {
            RepeatSifter.sift(filter, this, true, in, at, bytes, newer.isEmpty()
                    ? (some, from, size, count) -> channel.append(this, Newer.NONE, some, from, size, count)
                    : (some, from, size, count) -> appendByAge(channel, filter, newer, some, from, size));
        }
    }

    /** Splits frames at the border between those that are new and those that {@code newer} may make old. */
    private void appendByAge(UpstreamHost channel, DuplicateFilter filter, Newer newer, ByteBuf in, int at, int bytes) {
        ByteBuffer view = in.nioBuffer(at, bytes);
        int from = 0;
        int count = 0;
        for (int next = 0; next < bytes; next += Header.frameSize(view, next)) {
            if (count > 0 && filter.isNew(view, next) != filter.isNew(view, from)) {
                channel.append(this, filter.isNew(view, from) ? Newer.NONE : newer, in, at + from, next - from, count);
                from = next;
                count = 0;
            }
            count++;
        }
        channel.append(this, filter.isNew(view, from) ? Newer.NONE : newer, in, at + from, bytes - from, count);
    }

    @Override
    public void onAppended(long from, long to, long frames) {
        position.received(from, to, frames, catchUp.isRunning());
    }

    @Override
    public void onRefused(CloseReason reason) {
        throw new IllegalStateException("a store that is always in step does not go with a link");
    }
}
