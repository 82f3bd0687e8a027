package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import mles.server.log.Newer;
import mles.protocol.CloseReason;
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
            RepeatSifter.sift(filter, this, true, in, at, bytes,
                    (some, from, size, count) -> channel.append(this, newer, some, from, size, count));
        }
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
