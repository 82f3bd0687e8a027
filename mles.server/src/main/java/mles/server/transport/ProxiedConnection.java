package mles.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/** A connection of a load balancer until its PROXY header tells the client's address. */
final class ProxiedConnection extends ChannelInboundHandlerAdapter implements ConnectionLimit.Silent {
    private enum State {
        WAITING, KNOWN, ENDED
    }

    private final LoadBalancers shared;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final Listeners.Acceptor next;
    private State state = State.WAITING;
    private @Nullable Future<?> timeout;
    private CloseReason reason = CloseReason.LEFT;
    private String detail = "";

    /** @param next adds the handlers of a connection whose client is known */
    ProxiedConnection(LoadBalancers shared, Channel channel, InetSocketAddress remote, Listeners.Acceptor next) {
        this.shared = shared;
        this.channel = channel;
        this.remote = remote;
        this.next = next;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        CloseReason refusal = shared.connections().openedUnknown();
        if (refusal != null) {
            end(refusal, "");
            return;
        }
        shared.connections().silent(this);
        if (shared.headerNanos() > 0) {
            timeout = channel.eventLoop().schedule(
                    () -> end(CloseReason.FIRST_FRAME_TIMEOUT, "no complete PROXY header in time"),
                    shared.headerNanos(), TimeUnit.NANOSECONDS);
        }
        shared.entered(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (state == State.WAITING && message instanceof HAProxyMessage header) {
                InetSocketAddress client = client(header);
                state = State.KNOWN;
                settle();
                shared.connections().clientKnown();
                next.accept(channel, client);
                ctx.fireChannelActive();
                ctx.pipeline().remove(this);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            end(CloseReason.LEFT, "");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        String what = String.valueOf(cause.getMessage());
        if (!(cause instanceof CodecException)) {
            end(SocketErrors.reason(remote, cause), what);
        } else if (state == State.WAITING) {
            shared.refusedHeader(remote, what);
            end(CloseReason.BAD_FRAME, what);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(CloseReason.LEFT, "");
        settle();
        // A load balancer that only looks whether the server is there leaves without a word.
        if (reason != CloseReason.LEFT) {
            shared.connections().refused(remote, reason);
        }
        shared.connections().closedUnknown(remote, reason, detail);
    }

    @Override
    public void giveWay() {
        channel.eventLoop().execute(() -> end(CloseReason.CONNECTION_LIMIT, "no PROXY header yet, and others came"));
    }

    /** Ends it, since admissions have stopped. Thread: any. */
    void stop() {
        channel.eventLoop().execute(() -> end(CloseReason.SHUTDOWN, ""));
    }

    private void end(CloseReason why, String what) {
        if (state == State.WAITING) {
            state = State.ENDED;
            reason = why;
            detail = what;
            channel.close();
        }
    }

    private void settle() {
        shared.left(this);
        shared.connections().heard(this);
        Future<?> its = timeout;
        if (its != null) {
            its.cancel(false);
        }
    }

    /** {@return the address in {@code header}} One that has none is of the load balancer itself, or of no network. */
    private InetSocketAddress client(HAProxyMessage header) {
        boolean known = header.proxiedProtocol() == HAProxyProxiedProtocol.TCP4
                || header.proxiedProtocol() == HAProxyProxiedProtocol.TCP6;
        byte[] raw = known ? NetUtil.createByteArrayFromIpAddressString(header.sourceAddress()) : null;
        try {
            return raw == null ? remote : new InetSocketAddress(InetAddress.getByAddress(raw), header.sourcePort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
