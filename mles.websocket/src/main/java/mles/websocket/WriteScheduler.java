package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.util.ArrayDeque;
import mles.server.transport.DirectSocket;
import mles.server.transport.SocketErrors;
import mles.websocket.wire.WebSocketFrames;
import org.jspecify.annotations.Nullable;

/**
 * Gives the members of one socket their turns. A member keeps its turn until a message of it is complete; every slice ends
 * with a frame of the WebSocket, so pings and the like fit in between. For the loop of the socket.
 */
final class WriteScheduler {
    private static final ByteBuf PING = Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeShort(0x8900));

    private final Channel channel;
    private final DirectSocket socket;
    private final ArrayDeque<BrowserMember> waiting = new ArrayDeque<>(0);
    private final ChannelFutureListener written = this::written;
    private final ChannelFutureListener sent = control -> sent();
    /** The member whose message is cut. */
    private @Nullable BrowserMember holder;
    private @Nullable BrowserMember writer;
    private @Nullable ByteBuf pong;
    private boolean pingDue;
    private int controls;
    private long writes;
    private boolean pumping;

    WriteScheduler(Channel channel) {
        this.channel = channel;
        this.socket = new DirectSocket(channel);
    }

    /** {@code member} has something to write. */
    void offer(BrowserMember member) {
        if (member != holder) {
            waiting.add(member);
        }
        pump();
    }

    /** {@code member} writes nothing more; what it has under way ends later. */
    void forget(BrowserMember member) {
        waiting.remove(member);
        if (member.hasSlice() && member != writer) {
            member.written(false);
        }
    }

    /** Answers a ping, or if the answer to the one before is still under way later, or the one after it instead. */
    void pong(ByteBuf body) {
        if (pong != null) {
            pong.release();
        }
        pong = body;
        sendControls();
    }

    /** Asks whether the other side is there, behind what is under way. */
    void ping() {
        pingDue = true;
        sendControls();
    }

    /** {@return a number that changes when the socket takes some of what waits for it, so that the other side reads} */
    long progress() {
        ChannelOutboundBuffer waits = channel.unsafe().outboundBuffer();
        return writes + (waits == null ? 0 : waits.currentProgress());
    }

    ChannelFuture close(int code, String text) {
        return channel.writeAndFlush(new CloseWebSocketFrame(code, text));
    }

    void clear() {
        if (pong != null) {
            pong.release();
            pong = null;
        }
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (writer == null) {
            BrowserMember next = holder == null ? waiting.poll() : holder.hasSlice() ? holder : null;
            if (next == null) {
                break;
            }
            write(next);
        }
        pumping = false;
    }

    private void write(BrowserMember member) {
        ByteBuf from = member.from();
        int at = member.at();
        int bytes = member.bytes();
        holder = WebSocketFrames.isCut(from, at) ? member : null;
        int taken = isBusy() ? 0 : socket.write(from, at, bytes);
        if (taken == bytes) {
            member.written(true);
        } else {
            writer = member;
            channel.writeAndFlush(from.retainedSlice(at + taken, bytes - taken)).addListener(written);
        }
    }

    private void written(ChannelFuture write) {
        BrowserMember member = writer;
        writer = null;
        writes += WebSocketFrames.FRAGMENT;
        SocketErrors.pass(write);
        if (member != null) {
            member.written(write.isSuccess());
        }
        sendControls();
        pump();
    }

    private void sendControls() {
        ByteBuf body = pong;
        if (body != null && !isBusy()) {
            pong = null;
            control(new PongWebSocketFrame(body));
        }
        if (pingDue && !isBusy()) {
            pingDue = false;
            control(PING.duplicate());
        }
    }

    private void control(Object frame) {
        controls++;
        channel.writeAndFlush(frame).addListener(sent);
    }

    private void sent() {
        controls--;
        sendControls();
    }

    /** {@return whether something waits in the queue of the channel} */
    private boolean isBusy() {
        return writer != null || controls > 0;
    }
}
