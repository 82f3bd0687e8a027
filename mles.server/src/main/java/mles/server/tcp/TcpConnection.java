package mles.server.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Fault;
import mles.protocol.FirstScan;
import mles.protocol.Header;
import mles.server.transport.DirectSocket;
import mles.server.transport.ChannelSecurity;
import mles.server.transport.FrameBatcher;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.server.transport.SocketErrors;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: it cuts what comes in into frames, hands the first one to the gate and all others to the hub, and
 * writes what the hub has for it. Whatever ends it, what was complete before that is processed first.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter implements Member {
    private enum State {
        /** Takes frames, but for the time of a {@link #transfer}. */
        OPEN,
        /** Takes nothing more; the membership or the last bytes to write may be there still. */
        ENDING,
        /** Closed and counted. */
        OVER
    }

    private final Channel channel;
    private final InetSocketAddress remote;
    private final PendingBytes ahead;
    private final DirectSocket socket;
    private final FrameTimeout stall;
    private final ChannelFutureListener written;
    private TcpLoopContext shared;
    private FrameBatcher cutter;
    private State state = State.OPEN;
    /** Set until the first frame is complete. */
    private @Nullable HandshakePhase first;
    /** Set on the way to another loop. */
    private @Nullable LoopTransfer transfer;
    private Membership membership = Membership.NONE;
    private final LastFrame lastFrame = new LastFrame();
    private ConnectionId cid = new ConnectionId(0);
    private long frames;
    private CloseReason reason = CloseReason.LEFT;
    private String detail = "";
    private boolean hubReads = true;
    private boolean roomReads = true;

    TcpConnection(TcpLoopContext shared, Channel channel, InetSocketAddress remote) {
        this.shared = shared;
        this.channel = channel;
        this.remote = remote;
        this.cutter = shared.cutter(channel.alloc());
        this.ahead = new PendingBytes(channel.alloc(), shared.account);
        this.socket = new DirectSocket(channel);
        this.stall = new FrameTimeout(this, shared.limits.frameNanos());
        this.written = write -> {
            SocketErrors.pass(write);
            membership.written(write.isSuccess());
        };
    }

    InetSocketAddress remote() {
        return remote;
    }

    /** {@return the time on its loop} */
    long now() {
        return shared.clock.nanoTime();
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public String kind() {
        return TcpProvider.NAME;
    }

    @Override
    public void move(EventLoop target, Runnable there) {
        LoopTransfer way = new LoopTransfer(channel, there);
        transfer = way;
        readOrNot();
        way.start(target, this::arrived);
    }

    @Override
    public void write(ByteBuf from, int at, int bytes) {
        lastFrame.wrote(from, at, bytes);
        if (socket.write(from, at, bytes, written)) {
            membership.written(true);
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
        if (wanted && !ahead.isEmpty()) {
            loop().execute(this::catchUp);
        }
    }

    /** Reads while the budget of unauthenticated connections allows it. */
    void roomReads(boolean wanted) {
        roomReads = wanted;
        readOrNot();
    }

    /** The member is gone from its hub, or never got there. */
    @Override
    public void close(CloseReason why) {
        if (state == State.OPEN) {
            state = State.ENDING;
            reason = why;
        }
        if (why == CloseReason.LEFT && frames > 0) {
            LastWords.say(channel, lastFrame, cid, frames);
        } else {
            shared.connections.refuse(channel, remote, reason == CloseReason.WRONG_KEY, channel::close);
        }
        settle();
        readOrNot();
    }

    /** The connection ends from this side of the hub, which hears of it first. */
    void end(CloseReason why, String what) {
        LoopTransfer way = transfer;
        if (way != null) {
            way.endLater(() -> end(why, what));
            return;
        }
        catchUp();
        if (state != State.OPEN) {
            return;
        }
        state = State.ENDING;
        reason = why;
        detail = what;
        if (membership.equals(Membership.NONE)) {
            close(why);
        } else {
            readOrNot();
            membership.leave(why);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        CloseReason refusal = shared.connections.opened(remote);
        if (refusal == null) {
            first = new HandshakePhase(this, shared, ChannelSecurity.isOn(channel));
        } else {
            close(refusal);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (transfer == null) {
                catchUp();
            }
            if (transfer == null && (cutter.pending() == 0 || membership.mayHold())) {
                process(in);
            } else {
                ahead.add(in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            end(CloseReason.LEFT, "");
        } else if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess() && first != null) {
            first.encrypted();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        CloseReason why = SocketErrors.reason(remote, cause);
        if (why == CloseReason.MEMORY) {
            ahead.clear();
        }
        end(why, String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over();
    }

    private void over() {
        if (transfer != null) {
            return; // its arrival calls this again
        }
        end(CloseReason.LEFT, "");
        if (state == State.OVER) {
            return;
        }
        state = State.OVER;
        settle();
        if (membership.equals(Membership.NONE)) {
            shared.connections.refused(remote, reason);
        }
        shared.connections.closed(remote, reason, detail);
    }

    private void process(ByteBuf in) {
        while (takesFrames() && cutter.next(in, maxPayload(), first != null)) {
            HandshakePhase its = first;
            if (its != null) {
                join(its, cutter.batch().slice(cutter.at(), cutter.bytes()));
            } else {
                frames += cutter.frames();
                membership.publish(cutter.batch(), cutter.at(), cutter.bytes(), cutter.frames());
            }
        }
        if (transfer != null) {
            ahead.add(in);
        } else if (state == State.OPEN) {
            rest();
        }
    }

    private boolean takesFrames() {
        return state == State.OPEN && transfer == null;
    }

    private void catchUp() {
        ahead.drain(this::process);
    }

    /** It lives on another loop now, if it still lives. */
    private void arrived() {
        LoopTransfer way = transfer;
        if (way == null) {
            return;
        }
        cutter.clear();
        shared = shared.on(loop());
        cutter = shared.cutter(channel.alloc());
        transfer = null;
        way.arrived();
        catchUp();
        Runnable end = way.end();
        if (!channel.isActive()) {
            if (end != null) {
                end.run();
            }
            over();
        } else if (end != null) {
            loop().execute(end); // behind this turn, in which it gets the history
        } else {
            readOrNot();
        }
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

    private void join(HandshakePhase its, ByteBuf frame) {
        FirstScan scan = its.scan(frame.nioBuffer());
        settleFirst();
        readOrNot(); // with this frame the room may have become too small for others only
        ByteBuffer joining = frame.nioBuffer();
        cid = Header.cid(joining, joining.position());
        frames = 1;
        membership = shared.gate.admit(frame, scan, remote, this);
    }

    private int maxPayload() {
        return first != null ? shared.limits.firstFrame() : shared.limits.frame();
    }

    private void readOrNot() {
        boolean reads = hubReads && roomReads && takesFrames();
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
        ahead.clear();
        lastFrame.clear();
    }

    private void settleFirst() {
        HandshakePhase was = first;
        first = null;
        roomReads = true;
        if (was != null) {
            was.end();
        }
    }
}
