package mles.websocket.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.FrameScanner;
import mles.server.spi.BoundedLog;
import mles.server.transport.OutboundInitializer;
import mles.server.transport.ChannelSecurity;
import mles.server.transport.FrameBatcher;
import mles.server.transport.LoopClock;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.server.transport.SocketErrors;
import mles.server.transport.ProxyContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One (uid, channel) of a browser as a client of the server behind the proxy. Either side is read no further while too
 * much waits for the other one. It handles one channel after the other until one is connected. On the loop of the member.
 */
@ChannelHandler.Sharable
final class UpstreamSession extends ChannelInboundHandlerAdapter implements Membership {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamSession.class);
    private static final BoundedLog FAILURES = new BoundedLog(Duration.ofSeconds(1), Duration.ofSeconds(10));
    /** Bytes that may wait in either direction. */
    private static final int MOST_WAITING = 1 << 20;
    private static final int CONNECT_MILLIS = 10_000;
    /** Time for the server to read what was sent before the end. */
    private static final int FINISH_SECONDS = 5;
    private static final int CID_OFFSET = 4;
    private static final int KEY_OFFSET = 8;

    private enum State {
        /** Connects, or is connected. */
        OPEN,
        /** The member leaves; the server reads what was sent before. */
        LEAVING,
        /** The server ended it; the browser gets what came before. */
        LOST, ENDED
    }

    private final ProxyContext context;
    private final Member member;
    private final String uid;
    private final String name;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(1);
    private long earlyBytes;
    private @Nullable Wires wires;
    private State state = State.OPEN;
    private CloseReason reason = CloseReason.PEER_LOST;
    private long key;
    private boolean paused;
    private boolean heard;

    /** Parts of a session that is connected. */
    private record Wires(Channel channel, FrameBatcher cutter, BrowserWriter browser) {
    }

    UpstreamSession(ProxyContext context, Member member, String uid, String name) {
        this.context = context;
        this.member = member;
        this.uid = uid;
        this.name = name;
    }

    /** Connects; names are looked up away from the loop. */
    void dial() {
        Thread.ofVirtual().start(() -> {
            InetAddress[] found;
            try {
                found = InetAddress.getAllByName(context.host());
            } catch (UnknownHostException e) {
                FAILURES.add("unknown-host",
                        count -> LOG.warn("unknown-host: sessions with the server cannot begin, host={}, sessions={}",
                                context.host(), count));
                found = new InetAddress[0];
            }
            InetAddress[] addresses = found;
            member.loop().execute(() -> dial(addresses, 0, null));
        });
    }

    @Override
    public void publish(ByteBuf in, int at, int bytes, int frames) {
        if (state != State.OPEN) {
            return;
        }
        ByteBuf frame = in.retainedSlice(at, bytes);
        if (wires == null) {
            early.add(frame);
            earlyBytes += bytes;
            context.account().take(bytes);
            pause(earlyBytes > MOST_WAITING);
        } else {
            send(wires.channel(), frame);
            wires.channel().flush();
        }
    }

    @Override
    public boolean mayHold() {
        return true;
    }

    @Override
    public void written(boolean success) {
        Wires open = wires;
        if (open == null) {
            return;
        }
        open.browser().written();
        if (!success) {
            open.browser().clear();
        }
        if (open.browser().held() <= MOST_WAITING / 2) {
            open.channel().config().setAutoRead(true);
        }
        pump(open);
    }

    @Override
    public void leave(CloseReason why) {
        if (state == State.LOST) {
            end(why);
        } else if (state == State.OPEN) {
            state = State.LEAVING;
            reason = why;
            if (wires != null) {
                finish(wires);
            }
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        if (!(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.close();
            return;
        }
        FrameBatcher cutter = new FrameBatcher(new FrameScanner(), channel.alloc(), context.account());
        Wires open = new Wires(channel, cutter, new BrowserWriter(member, channel.alloc(), context.account()));
        wires = open;
        key = context.credentials().key(local, uid, name);
        context.account().give(earlyBytes);
        earlyBytes = 0;
        for (ByteBuf frame = early.poll(); frame != null; frame = early.poll()) {
            send(channel, frame);
        }
        channel.flush();
        pause(!channel.isWritable());
        if (state == State.LEAVING) {
            finish(open);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard = true;
        ByteBuf in = (ByteBuf) message;
        Wires open = wires;
        try {
            if (open == null || state != State.OPEN) {
                return;
            }
            while (open.cutter().next(in, context.maxPayload(), false)) {
                open.browser().add(open.cutter().batch(), open.cutter().at(), open.cutter().bytes());
            }
            if (open.cutter().fault() != null) {
                String detail = open.cutter().detail();
                FAILURES.add("no-frames",
                        count -> LOG.warn("no-frames: the server sends no frames of Mles, sessions={}, one={}", count,
                                detail));
                lose();
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Wires open = wires;
        if (open == null) {
            return;
        }
        pump(open);
        if (state == State.OPEN && open.browser().held() > MOST_WAITING) {
            open.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pause(!ctx.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            lose();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("session-failed: a session with the server ends, cause={}", cause.toString());
        lose();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose();
    }

    /** @param failure why the address before cannot be reached, if there is one */
    private void dial(InetAddress[] addresses, int index, @Nullable Throwable failure) {
        if (index == addresses.length) {
            if (failure != null) {
                FAILURES.add("server-unreachable",
                        count -> LOG.warn(
                                "server-unreachable: sessions with the server cannot begin, server={}:{}, sessions={}, one={}",
                                context.host(), context.port(), count, SocketErrors.words(failure)));
            }
            lose();
            return;
        }
        Bootstrap bootstrap = new Bootstrap().group(member.loop()).channel(context.loops().channel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new OutboundInitializer(context.security(), this));
        context.sockets().apply(context.loops().isEpoll(), bootstrap::option);
        bootstrap.connect(new InetSocketAddress(addresses[index], context.port())).addListener(connected -> {
            if (!connected.isSuccess()) {
                dial(addresses, index + 1, connected.cause());
            }
        });
    }

    private void send(Channel channel, ByteBuf frame) {
        if (context.credentials().addressMode()) {
            frame.setInt(CID_OFFSET, ConnectionId.of(key).value());
            frame.setLong(KEY_OFFSET, key);
        }
        channel.write(frame, channel.voidPromise());
    }

    private void pause(boolean now) {
        if (now != paused && state != State.ENDED) {
            paused = now;
            member.reading(!now);
        }
    }

    private void pump(Wires open) {
        open.browser().pump();
        if (state == State.LOST && open.browser().isIdle()) {
            end(reason);
        }
    }

    /** The server refused, closed or broke off; what came before goes to the browser first. */
    private void lose() {
        Wires open = wires;
        if (open == null || state == State.LEAVING) {
            end(reason);
            return;
        }
        if (state == State.OPEN) {
            tellOfEnd();
            state = State.LOST;
        }
        pump(open);
    }

    private void tellOfEnd() {
        if (heard) {
            FAILURES.add("server-lost",
                    count -> LOG.info("server-lost: the server ended sessions, sessions={}", count));
        } else {
            FAILURES.add("server-refused", count -> LOG.info("server-refused: the server ended sessions before anything"
                    + " came from it; the keys differ, or a name was taken, sessions={}", count));
        }
    }

    /** The end of the other side tells that it has read everything. */
    private void finish(Wires open) {
        open.channel().config().setAutoRead(true);
        open.channel().writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(flushed -> ChannelSecurity.shutdownOutput(open.channel()));
        LoopClock.ifOpenAfter(open.channel(), FINISH_SECONDS, this::lose);
    }

    private void end(CloseReason why) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        context.account().give(earlyBytes);
        earlyBytes = 0;
        early.forEach(ByteBuf::release);
        early.clear();
        if (wires != null) {
            wires.channel().close();
            wires.cutter().clear();
            wires.browser().clear();
        }
        member.close(why);
    }
}
