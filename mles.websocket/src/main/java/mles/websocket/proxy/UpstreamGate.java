package mles.websocket.proxy;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Objects;
import mles.protocol.FirstScan;
import mles.server.transport.Gate;
import mles.server.transport.JoinOptions;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.server.transport.ProxyContext;

/** A gate that decides nothing: the server behind the proxy does, for each (uid, channel) on a session of its own. */
final class UpstreamGate implements Gate {
    private final ProxyContext context;

    UpstreamGate(ProxyContext context) {
        this.context = context;
    }

    @Override
    public boolean vouches(long key, InetSocketAddress remote, String uid, String channel) {
        return false;
    }

    /** In address mode the key is that of the session's own end, and is put in once that is known (SPEC 8.1). */
    @Override
    public long key(InetSocketAddress remote, String uid, String channel) {
        return context.credentials().addressMode() ? 0 : context.credentials().key(remote, uid, channel);
    }

    @Override
    public Membership admit(ByteBuf firstFrame, FirstScan scan, InetSocketAddress remote, Member member,
            JoinOptions options) {
        String uid = Objects.requireNonNull(scan.uid());
        String channel = Objects.requireNonNull(scan.channel());
        UpstreamSession session = new UpstreamSession(context, member, uid, channel);
        session.publish(firstFrame, firstFrame.readerIndex(), firstFrame.readableBytes(), 1);
        session.dial();
        return session;
    }
}
