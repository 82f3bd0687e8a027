package mles.server.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.CloseReason;
import mles.server.hub.MemoryBudget;
import mles.server.transport.Connections;
import mles.server.transport.FrontEnd;
import mles.server.transport.Gate;
import mles.server.transport.Loops;

/** The plain TCP door: one connection is one member of one channel. */
public final class TcpFrontEnd implements FrontEnd {
    private static final int BACKLOG = 4096;
    /** Those who come together join in one turn, and the members hear of all of them at once. */
    private static final int ACCEPTS_PER_TURN = 64;

    private final Loops loops;
    private final ByteBufAllocator allocator;
    private final TcpLimits limits;
    private final Map<EventExecutor, TcpLoop> tcpLoops = new HashMap<>();
    private final List<Channel> listeners = new ArrayList<>();

    /** Creates a front end that does not listen yet. Start and stop are for one thread. */
    public TcpFrontEnd(Loops loops, ByteBufAllocator allocator, MemoryBudget budget, Gate gate, Connections connections,
            TcpLimits limits) {
        this.loops = loops;
        this.allocator = allocator;
        this.limits = limits;
        loops.group().forEach(loop -> tcpLoops.put(loop, new TcpLoop(gate, connections, budget, limits)));
    }

    @Override
    public InetSocketAddress start(InetSocketAddress where) throws IOException, InterruptedException {
        if (where.isUnresolved()) {
            throw new UnknownHostException("unknown host " + where.getHostString());
        }
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops.group()).channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR,
                        // Its guess whether somebody else waits is made for bytes, and is always no here.
                        new ServerChannelRecvByteBufAllocator().respectMaybeMoreData(false)
                                .maxMessagesPerRead(ACCEPTS_PER_TURN))
                .option(ChannelOption.ALLOCATOR, allocator).childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
                            channel.pipeline().addLast(new TcpConnection(loopOf(channel.eventLoop()), channel, remote));
                        } else {
                            channel.close(); // gone already, nobody can tell from where
                        }
                    }
                });
        limits.socket().apply(loops.isEpoll(), bootstrap::childOption);
        ChannelFuture bound = bootstrap.bind(where).await();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        listeners.add(bound.channel());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    @Override
    public void stop() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
        tcpLoops.forEach((loop, shared) -> loop.execute(() -> shared.waiting.close(CloseReason.SHUTDOWN)));
    }

    private TcpLoop loopOf(EventLoop loop) {
        TcpLoop found = tcpLoops.get(loop);
        if (found == null) {
            throw new IllegalStateException("a connection on a loop that is none of ours");
        }
        return found;
    }
}
