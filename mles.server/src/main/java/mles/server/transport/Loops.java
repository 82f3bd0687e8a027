package mles.server.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops of a server and the sockets that go with them.
 *
 * @param group         the loops
 * @param serverChannel what listens on them
 * @param isEpoll       whether they are native
 */
public record Loops(EventLoopGroup group, Class<? extends ServerChannel> serverChannel, boolean isEpoll) {

    /** {@return what dials on them} */
    public Class<? extends SocketChannel> channel() {
        return isEpoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** {@return whether native epoll can be used here} */
    public static boolean hasEpoll() {
        return Epoll.isAvailable();
    }

    /** {@return why native epoll cannot be used here, in one line} */
    public static String whyNoEpoll() {
        Throwable cause = Epoll.unavailabilityCause();
        return cause == null ? "it is available" : String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    /** {@return {@code count} new loops, to be shut down by the caller} */
    public static Loops create(boolean epoll, int count) {
        IoHandlerFactory handler = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("mles"), handler);
        return new Loops(group, epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class, epoll);
    }
}
