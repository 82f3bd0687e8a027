package mles.server.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import mles.server.config.ServerConfig;

/** The listening sockets of a front end, and what is asked of the system for each socket that they accept. */
public final class Listeners {
    private static final int BACKLOG = 4096;
    /** Bytes in a turn of a loop where each of them may take long: small records of TLS, small frames of a WebSocket. */
    private static final int COSTLY_BYTES = 16 * 1024;

    private final EventLoops loops;
    private final ByteBufAllocator allocator;
    private final SocketOptions options;
    private final ChannelSecurity security;
    private final LoadBalancers balancers;
    private final EventLoopGroup homes;
    private final List<Channel> listeners = new ArrayList<>();

    /** Handler of an accepted socket; called on its loop. */
    @FunctionalInterface
    public interface Acceptor {
        /**
         * Adds handlers to {@code channel}.
         *
         * @param remote the client's address, which may be another than that of the socket
         */
        void accept(Channel channel, InetSocketAddress remote);
    }

    /**
     * Nothing listens yet. Start and stop are for one thread.
     *
     * @param homes where the sockets live that are accepted, at first
     */
    public Listeners(FrontEndContext context, EventLoopGroup homes) {
        ServerConfig config = context.config().get();
        this.security = context.security();
        this.balancers = new LoadBalancers(config, context.connections());
        this.loops = context.loops();
        this.homes = homes;
        this.allocator = context.allocator();
        this.options = SocketOptions.of(config);
    }

    /**
     * Listens there, too.
     *
     * @param plain       whether what comes needs nothing but cutting; of anything else less is read in a turn
     * @param halfClosure whether a FIN leaves the socket open for writing
     * @return the bound address
     * @throws IOException when that is not possible
     */
    public InetSocketAddress start(InetSocketAddress where, boolean plain, boolean halfClosure, Acceptor acceptor)
            throws IOException, InterruptedException {
        if (where.isUnresolved()) {
            throw new UnknownHostException("unknown host " + where.getHostString());
        }
        Acceptor secured = (channel, remote) -> {
            security.protect(channel);
            acceptor.accept(channel, remote);
        };
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops.acceptLoop(), homes)
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.ALLOCATOR, allocator).childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
                            channel.close(); // gone already, its address is unknown
                        } else if (balancers.include(remote)) {
                            balancers.await(channel, remote, secured);
                        } else {
                            secured.accept(channel, remote);
                        }
                    }
                });
        options.apply(loops.isEpoll(), bootstrap::childOption);
        bootstrap.childOption(ChannelOption.ALLOW_HALF_CLOSURE, halfClosure);
        if (!plain || !security.equals(ChannelSecurity.NONE)) {
            bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR,
                    new AdaptiveRecvByteBufAllocator(64, 2048, COSTLY_BYTES).maxMessagesPerRead(1));
        }
        ChannelFuture bound = bootstrap.bind(where).await();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        listeners.add(bound.channel());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** Waits until nothing listens any more. Not from an event loop. */
    public void stop() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
        balancers.stop();
    }
}
