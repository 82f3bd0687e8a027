package mles.server.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.memory.MemoryBudget;
import mles.server.spi.ServerEvents;
import mles.server.transport.ConnectionLimit;
import mles.server.transport.ConnectionCounters;
import mles.server.transport.ChannelSecurity;
import mles.protocol.FirstScan;
import mles.server.transport.FrontEndContext;
import mles.server.transport.Gate;
import mles.server.transport.EventLoops;
import mles.server.transport.JoinOptions;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import org.junit.jupiter.api.Test;

/** Options of each socket that the server accepts. */
class SocketOptionsTest {
    private static final ServerConfig LIMITS = config(7, 12_345);
    private static final ServerConfig OFF = config(0, 0);
    private static final Gate CLOSED = new Gate() {
        @Override
        public boolean vouches(long key, InetSocketAddress remote, String uid, String channel) {
            return false;
        }

        @Override
        public long key(InetSocketAddress remote, String uid, String channel) {
            return 0;
        }

        @Override
        public Membership admit(ByteBuf firstFrame, FirstScan scan, InetSocketAddress remote, Member member,
                JoinOptions options) {
            return Membership.NONE;
        }
    };

    /** Loops that remember the connections that they got. */
    private static final class Loop extends MultiThreadIoEventLoopGroup {
        private final BlockingQueue<Channel> connections = new LinkedBlockingQueue<>();

        Loop(IoHandlerFactory handler) {
            super(1, new DefaultThreadFactory("socket-options"), handler);
        }

        @Override
        public ChannelFuture register(Channel channel) {
            if (channel instanceof SocketChannel) {
                connections.add(channel);
            }
            return super.register(channel);
        }
    }

    @Test
    void epoll() throws IOException, InterruptedException {
        assumeTrue(EventLoops.hasEpoll(), EventLoops.whyNoEpoll());
        assertEquals(List.of(true, true, 7, 3, 5, 12_345),
                accepted(true, LIMITS, ChannelOption.TCP_NODELAY, ChannelOption.SO_KEEPALIVE,
                        EpollChannelOption.TCP_KEEPIDLE, EpollChannelOption.TCP_KEEPINTVL,
                        EpollChannelOption.TCP_KEEPCNT, EpollChannelOption.TCP_USER_TIMEOUT));
        assertEquals(List.of(true, false, 0), accepted(true, OFF, ChannelOption.TCP_NODELAY,
                ChannelOption.SO_KEEPALIVE, EpollChannelOption.TCP_USER_TIMEOUT));
    }

    @Test
    void nio() throws IOException, InterruptedException {
        assertEquals(List.of(true, true, 7, 3, 5),
                accepted(false, LIMITS, ChannelOption.TCP_NODELAY, ChannelOption.SO_KEEPALIVE,
                        NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                        NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                        NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)));
        assertEquals(List.of(true, false),
                accepted(false, OFF, ChannelOption.TCP_NODELAY, ChannelOption.SO_KEEPALIVE));
    }

    private static ServerConfig config(int idleSeconds, int userTimeoutMillis) {
        return ServerConfig.builder().set(Settings.KEEPALIVE_IDLE, Duration.ofSeconds(idleSeconds))
                .set(Settings.KEEPALIVE_INTERVAL, Duration.ofSeconds(3)).set(Settings.KEEPALIVE_COUNT, 5)
                .set(Settings.TCP_USER_TIMEOUT, Duration.ofMillis(userTimeoutMillis)).build();
    }

    private static List<Object> accepted(boolean epoll, ServerConfig config, ChannelOption<?>... options)
            throws IOException, InterruptedException {
        IoHandlerFactory handler = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Loop acceptLoop = new Loop(handler);
        Loop homes = new Loop(handler);
        EventLoops loops = new EventLoops(homes, acceptLoop,
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
                epoll);
        TcpFrontEnd door = new TcpFrontEnd(new FrontEndContext(loops, PooledByteBufAllocator.DEFAULT,
                new MemoryBudget(1 << 24), CLOSED,
                new ConnectionCounters(new ConnectionLimit(10, 0, 0), ServerEvents.NONE), ChannelSecurity.NONE, 1000,
                () -> config));
        InetSocketAddress address = door.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Socket socket = new Socket(address.getAddress(), address.getPort());
        try (socket) {
            Channel channel = Objects.requireNonNull(acceptLoop.connections.poll(5, TimeUnit.SECONDS),
                    "nothing was accepted");
            assertTrue(homes.connections.isEmpty(), "a stranger waits in the acceptLoop");
            return Arrays.stream(options).<Object>map(option -> channel.config().getOption(option)).toList();
        } finally {
            loops.shutdown();
        }
    }
}
