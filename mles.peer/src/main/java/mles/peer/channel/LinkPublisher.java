package mles.peer.channel;

import mles.protocol.CloseReason;
import mles.server.log.Publisher;

/** The upstream server as a source of frames of a channel. Thread: home loop. */
final class LinkPublisher implements Publisher {
    static final long ID = -1;

    private final PeerLink link;
    private final UpstreamPosition position;
    private final CatchUp catchUp;
    private final UpstreamHandshake handshake;

    LinkPublisher(PeerLink link, UpstreamPosition position, CatchUp catchUp, UpstreamHandshake handshake) {
        this.link = link;
        this.position = position;
        this.catchUp = catchUp;
        this.handshake = handshake;
    }

    @Override
    public long id() {
        return ID;
    }

    @Override
    public void onAppended(long from, long to, long frames) {
        position.received(from, to, frames, catchUp.isRunning());
    }

    @Override
    public void onStoreFailed() {
        throw new IllegalStateException("a store that is always in step does not go with a link");
    }

    @Override
    public void onRing() {
        handshake.byAnotherWay();
        link.fail(CloseReason.LOOP);
    }
}
