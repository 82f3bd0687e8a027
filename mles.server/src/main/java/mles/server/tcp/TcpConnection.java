package mles.server.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import mles.protocol.CloseReason;
import mles.protocol.Fault;
import mles.server.transport.BareSocket;
import mles.server.transport.FrameCutter;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: it cuts what comes in into frames, hands the first one to the gate and all others to the hub, and
 * writes what the hub has for it. Whatever ends it, what was complete before that is processed first.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter implements Member {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

    private final TcpLoop shared;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final FrameCutter cutter;
    private final BareSocket socket;
    private final StallClock stall;
    private final ChannelFutureListener written;
    private @Nullable FirstFrame first;
    private Membership membership = Membership.NONE;
    private CloseReason reason = CloseReason.LEFT;
    private String detail = "";
    private boolean hubReads = true;
    private boolean roomReads = true;
    private boolean ending;

    TcpConnection(TcpLoop shared, Channel channel, InetSocketAddress remote) {
        this.shared = shared;
        this.channel = channel;
        this.remote = remote;
        this.cutter = new FrameCutter(shared.scanner, channel.alloc(), shared.budget);
        this.socket = new BareSocket(channel);
        this.stall = new StallClock(this, shared.limits.frameNanos());
        this.written = write -> membership.written(write.isSuccess());
    }

    InetSocketAddress remote() {
        return remote;
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public void write(ByteBuf from, int at, int bytes) {
        int taken = socket.write(from, at, bytes);
        if (taken == bytes) {
            membership.written(true);
        } else {
            channel.writeAndFlush(from.retainedSlice(at + taken, bytes - taken)).addListener(written);
        }
    }

    @Override
    public long held() {
        return cutter.held();
    }

    @Override
    public void reading(boolean wanted) {
        hubReads = wanted;
        readOrNot();
    }

    /** Whether there is room for what is not authenticated yet. */
    void roomReads(boolean wanted) {
        roomReads = wanted;
        readOrNot();
    }

    /** The member is gone from its hub, or never got there. */
    @Override
    public void close(CloseReason why) {
        if (!ending) {
            ending = true;
            reason = why;
        }
        settle();
        channel.close();
    }

    /** The connection ends from this side of the hub, which hears of it first. */
    void end(CloseReason why, String what) {
        if (ending) {
            return;
        }
        ending = true;
        reason = why;
        detail = what;
        readOrNot();
        if (membership.equals(Membership.NONE)) {
            close(why);
        } else {
            membership.leave(why);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (shared.connections.opened()) {
            first = new FirstFrame(this, shared);
        } else {
            close(CloseReason.CONNECTION_LIMIT);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (!ending && cutter.next(in, maxPayload(), first != null)) {
                if (first != null) {
                    join(cutter.batch().slice(cutter.at(), cutter.bytes()));
                } else {
                    membership.publish(cutter.batch(), cutter.at(), cutter.bytes(), cutter.frames());
                }
            }
            if (!ending) {
                rest();
            }
        } finally {
            in.release();
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
        if (cause instanceof IOException) {
            String message = String.valueOf(cause.getMessage());
            end(message.contains("timed out") ? CloseReason.UNRESPONSIVE : CloseReason.LEFT, message);
        } else if (cause instanceof OutOfMemoryError) {
            end(CloseReason.MEMORY, String.valueOf(cause.getMessage()));
        } else {
            LOG.error("{}: a fault of the server ends this connection", remote, cause);
            end(CloseReason.INTERNAL, cause.getClass().getName());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(CloseReason.LEFT, "");
        settle();
        if (membership.equals(Membership.NONE)) {
            shared.connections.refused(remote, reason);
        }
        shared.connections.closed(remote, reason, detail);
    }

    private void rest() {
        Fault fault = cutter.fault();
        if (fault != null) {
            end(fault.closeReason(), cutter.detail());
        } else if (cutter.pending() == 0) {
            stall.stop();
        } else if (first != null) {
            first.received(cutter);
        } else {
            stall.start();
        }
    }

    private void join(ByteBuf frame) {
        settleFirst();
        readOrNot(); // with this frame the room may have become too small for others only
        membership = shared.gate.admit(frame, remote, this);
    }

    private int maxPayload() {
        return first != null ? shared.limits.firstFrame() : shared.limits.frame();
    }

    private void readOrNot() {
        boolean reads = hubReads && roomReads && !ending;
        channel.config().setAutoRead(reads);
        if (!reads) {
            stall.stop();
        } else if (first == null && cutter.pending() > 0) {
            stall.start();
        }
    }

    private void settle() {
        settleFirst();
        stall.stop();
        cutter.clear();
    }

    private void settleFirst() {
        FirstFrame was = first;
        first = null;
        roomReads = true;
        if (was != null) {
            was.end();
        }
    }
}
