package mles.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.protocol.Fault;
import mles.protocol.FrameScanner;
import mles.server.transport.DirectSocket;
import mles.server.transport.ChannelSecurity;
import mles.server.transport.FrameBatcher;
import mles.peer.channel.LinkOutcome;
import mles.server.transport.SocketErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to the upstream server, from the moment that it is there. On the loop of its channel. */
final class PeerConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);
    /** A server that has not closed it by then, and one round trip, has let it in, even if there is nothing to tell. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FINISH_MILLIS = 10_000;

    private final TcpPeerLink link;
    private final int number;
    private final ChannelFutureListener written;
    private @Nullable Wires wires;
    private boolean heard;
    private boolean carried;
    private boolean settled;
    private boolean finishing;
    private boolean deaf;
    private boolean ended;

    /** Parts of an open connection. */
    private record Wires(Channel channel, InetSocketAddress remote, FrameBatcher cutter, DirectSocket socket) {
    }

    PeerConnection(TcpPeerLink link, int number) {
        this.link = link;
        this.number = number;
        this.written = write -> {
            SocketErrors.pass(write);
            if (write.isSuccess() && !ended) {
                link.channel().written();
            }
        };
    }

    boolean isFinishing() {
        return finishing;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        if (!link.isCurrent(number) || !(channel.remoteAddress() instanceof InetSocketAddress remote)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.close();
            return;
        }
        FrameBatcher cutter = new FrameBatcher(new FrameScanner(), channel.alloc(), link.settings().account());
        wires = new Wires(channel, remote, cutter, new DirectSocket(channel));
        link.connected(this, local);
    }

    /** Joins; what may be written comes behind that. */
    void begin(ByteBuf first) {
        Channel channel = wires().channel();
        channel.writeAndFlush(first).addListener(written -> {
            if (written.isSuccess() && !ended && !finishing) {
                link.channel().open();
            }
        });
        channel.eventLoop().schedule(() -> {
            if (!ended) {
                settle();
            }
        }, SETTLE_NANOS + link.roundTripNanos(), TimeUnit.NANOSECONDS);
    }

    void write(ByteBuf from, int at, int bytes) {
        if (wires().socket().write(from, at, bytes, written)) {
            link.channel().written();
        }
    }

    void reading(boolean wanted) {
        if (!finishing) {
            wires().channel().config().setAutoRead(wanted);
        }
    }

    /**
     * Ends behind what is written: the end of the other side tells that it took everything.
     *
     * @param nowDeaf whether what comes meanwhile is not wanted
     */
    void finish(boolean nowDeaf) {
        deaf |= nowDeaf;
        if (finishing || ended) {
            return;
        }
        finishing = true;
        Channel channel = wires().channel();
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(written -> ChannelSecurity.shutdownOutput(channel));
        channel.eventLoop().schedule(() -> end(CloseReason.LEFT), FINISH_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        FrameBatcher cutter = wires().cutter();
        try {
            heard = true;
            while (!ended && !deaf && cutter.next(in, link.settings().maxPayload(), false)) {
                carried();
                link.channel().received(cutter.batch(), cutter.at(), cutter.bytes(), cutter.frames());
            }
            Fault fault = cutter.fault();
            if (!ended && !deaf && fault != null) {
                LOG.debug("no-frames: the upstream server sends no frames of Mles, peer={}, detail={}",
                        wires().remote(),
                        cutter.detail());
                end(fault.closeReason());
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(SocketErrors.reason(ctx.channel().remoteAddress(), cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed();
    }

    /** It is of no use any more. */
    void end(CloseReason reason) {
        end(reason, heard || settled || finishing ? LinkOutcome.LOST : LinkOutcome.REFUSED);
    }

    /** The other side closed; behind our own end that tells that it has taken everything. */
    private void closed() {
        if (finishing && settled) {
            end(CloseReason.LEFT, LinkOutcome.FINISHED);
        } else {
            end(CloseReason.LEFT);
        }
    }

    private void end(CloseReason reason, LinkOutcome how) {
        Wires open = wires;
        if (ended || open == null) {
            return;
        }
        ended = true;
        open.channel().close();
        open.cutter().clear();
        link.ended(reason, how, open.remote());
    }

    private void carried() {
        if (!carried) {
            carried = true;
            link.carried();
            settle();
        }
    }

    private void settle() {
        settled = true;
        link.up(wires().remote());
    }

    private Wires wires() {
        if (wires == null) {
            throw new IllegalStateException("not connected yet");
        }
        return wires;
    }
}
