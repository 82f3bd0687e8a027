package mles.server.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The event loops of a server and the sockets that go with them.
 *
 * @param group         where members live
 * @param acceptLoop    where all are accepted, and those that can move wait to join: however many they are, members are
 *                      not kept waiting by them
 * @param serverChannel what listens on them
 * @param isEpoll       whether they are native
 */
public record EventLoops(EventLoopGroup group, EventLoopGroup acceptLoop, Class<? extends ServerChannel> serverChannel,
        boolean isEpoll) {
    private static final long END_SECONDS = 10;

    /** {@return the class of channels that dial on them} */
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

    /** {@return new loops, {@code count} of them for members} */
    public static EventLoops create(boolean epoll, int count) {
        IoHandlerFactory handler = epoll ? new EpollHandlers() : NioIoHandler.newFactory();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("mles"), handler);
        EventLoopGroup acceptLoop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("mles-accept"),
                handler);
        return new EventLoops(group, acceptLoop, epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
                epoll);
    }

    /** {@return all of them} */
    public List<EventLoop> all() {
        return Stream.of(acceptLoop, group).flatMap(loops -> StreamSupport.stream(loops.spliterator(), false))
                .map(EventLoop.class::cast).toList();
    }

    /** Ends them, and what lives on them. Not from one of them. */
    public void shutdown() {
        Stream.of(acceptLoop, group).map(loops -> loops.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS)).toList()
                .forEach(Future::awaitUninterruptibly);
    }
}
