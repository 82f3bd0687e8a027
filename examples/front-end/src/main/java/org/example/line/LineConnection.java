package org.example.line;

import io.netty.buffer.ByteBuf;
import io.netty.channel.*;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import mles.protocol.*;
import mles.server.config.Settings;
import mles.server.transport.*;

/** One connection: {@code JOIN uid channel} first, then a message in each line. Everything runs on its event loop. */
final class LineConnection extends SimpleChannelInboundHandler<ByteBuf> implements Member {
    private enum State { NEW, MEMBER, OVER }

    private final FrontEndContext context;
    private final Channel channel;
    private final InetSocketAddress remote;
    private Membership membership = Membership.NONE;
    private State state = State.NEW;
    private CloseReason reason = CloseReason.LEFT;
    private String uid = "";
    private String name = "";
    private long key;

    LineConnection(FrontEndContext context, Channel channel, InetSocketAddress remote) {
        this.context = context;
        this.channel = channel;
        this.remote = remote;
    }

    @Override
    public void channelActive(ChannelHandlerContext handler) {
        CloseReason refusal = context.connections().opened(remote);
        if (refusal != null) {
            end(refusal);
        }
        Duration patience = context.config().get().get(Settings.FIRST_FRAME_TIMEOUT);
        if (patience.isPositive()) { // zero is off
            LoopClock.ifOpenAfter(channel, (int) Math.max(1, patience.toSeconds()), () -> {
                if (state == State.NEW) {
                    end(CloseReason.FIRST_FRAME_TIMEOUT);
                }
            });
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext handler, ByteBuf line) {
        String text = line.toString(StandardCharsets.UTF_8);
        if (state == State.NEW) {
            join(text);
        } else if (state == State.MEMBER) {
            ByteBuf frame = frame(text);
            membership.publish(frame, frame.readerIndex(), frame.readableBytes(), 1);
            frame.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
        end(SocketErrors.reason(remote, cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext handler) {
        end(CloseReason.LEFT);
        if (membership.equals(Membership.NONE)) {
            context.connections().refused(remote, reason);
        }
        context.connections().closed(remote, reason, "");
    }

    private void join(String line) {
        String[] words = line.split(" ");
        long longest = context.config().get().get(Settings.MAX_NAME);
        if (words.length != 3 || !words[0].equals("JOIN") || line.length() > longest / 3) {
            end(CloseReason.BAD_PAYLOAD);
            return;
        }
        uid = words[1];
        name = words[2];
        key = context.gate().key(remote, uid, name);
        ByteBuf frame = frame("");
        FirstScan scan = FirstScan.of(frame.nioBuffer(Header.SIZE, frame.readableBytes() - Header.SIZE), longest);
        state = State.MEMBER;
        membership = context.gate().admit(frame, scan, remote, this);
        frame.release();
    }

    private ByteBuf frame(String text) {
        Frame frame = Frame.of(ConnectionId.of(key), key, Message.of(uid, name, text));
        return channel.alloc().directBuffer(frame.size()).writeBytes(frame.bytes());
    }

    /** The connection ends from this side. A member leaves its hub first, which closes it then. */
    private void end(CloseReason why) {
        if (state == State.MEMBER) {
            state = State.OVER;
            reason = why;
            membership.leave(why);
        } else {
            close(why);
        }
    }

    @Override
    public void close(CloseReason why) {
        if (state != State.OVER) {
            state = State.OVER;
            reason = why;
        }
        channel.close();
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public String kind() {
        return LineProvider.NAME;
    }

    @Override
    public WireFormat wireFormat() {
        return LineFormat.INSTANCE;
    }

    @Override
    public void write(ByteBuf from, int at, int bytes) {
        channel.writeAndFlush(from.retainedSlice(at, bytes)).addListener(done -> membership.written(done.isSuccess()));
    }

    @Override
    public void reading(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }
}
