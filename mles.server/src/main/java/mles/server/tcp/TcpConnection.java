package mles.server.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import mles.protocol.FrameScanner;
import mles.protocol.Header;
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
    private final PartialFrame partial;
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
        this.partial = new PartialFrame(shared.budget);
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
    public void write(ByteBuf slice) {
        channel.write(slice, channel.voidPromise());
        channel.flush();
        if (channel.bytesBeforeUnwritable() == channel.config().getWriteBufferHighWaterMark()) {
            membership.written(true);
        } else {
            // The socket took a part only. Whatever is behind the slice tells of its end; the usual case needs no promise.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written);
        }
    }

    @Override
    public long held() {
        return partial.bytes().capacity();
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
            while (in.isReadable() && !ending) {
                if (partial.isEmpty()) {
                    cut(in);
                } else {
                    complete(in);
                }
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

    private void cut(ByteBuf in) {
        FrameScanner scanner = shared.scanner;
        int at = in.readerIndex();
        int whole = scanner.scan(in.internalNioBuffer(at, in.readableBytes()), maxPayload());
        int frames = scanner.frames();
        if (first != null && frames > 0) {
            // What follows is cut anew: other limits are in force then.
            join(in.readSlice(Header.SIZE + in.getUnsignedMedium(at + 1)));
            return;
        }
        Fault fault = scanner.fault();
        int frameSize = scanner.pendingSize();
        in.skipBytes(whole);
        if (frames > 0) {
            membership.publish(in, at, whole, frames);
        }
        if (fault != null) {
            end(fault.closeReason(), scanner.detail());
        } else if (frameSize > 0) {
            keep(in, in.readableBytes(), frameSize);
        }
    }

    private void complete(ByteBuf in) {
        FrameScanner scanner = shared.scanner;
        scanner.scan(partial.view(), maxPayload());
        keep(in, Math.min(scanner.pendingSize() - partial.size(), in.readableBytes()), scanner.pendingSize());
        scanner.scan(partial.view(), maxPayload());
        Fault fault = scanner.fault();
        if (fault != null) {
            end(fault.closeReason(), scanner.detail());
        } else if (scanner.frames() > 0) {
            if (first != null) {
                join(partial.bytes());
            } else {
                membership.publish(partial.bytes(), 0, partial.size(), 1);
            }
            stall.stop();
            partial.clear();
        }
    }

    private void keep(ByteBuf in, int bytes, int frameSize) {
        partial.add(in, bytes, frameSize, channel.alloc());
        if (first != null) {
            first.received(partial, bytes);
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
        } else if (first == null && !partial.isEmpty()) {
            stall.start();
        }
    }

    private void settle() {
        settleFirst();
        stall.stop();
        partial.clear();
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
