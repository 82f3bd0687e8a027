package mles.server.tcp;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import mles.protocol.CloseReason;
import mles.server.config.ServerConfig;
import mles.server.transport.FrontEnd;
import mles.server.transport.FrontEndContext;
import mles.server.transport.Listeners;
import mles.server.transport.UnauthenticatedQueue;

/** Front end for TCP: one connection is one member of one channel. Start and stop are for one thread. */
final class TcpFrontEnd implements FrontEnd {
    private final Listeners listeners;
    private final EventLoopGroup acceptLoop;
    private final UnauthenticatedQueue waiting;
    private final Map<EventExecutor, TcpLoopContext> tcpLoopContexts = new HashMap<>();

    TcpFrontEnd(FrontEndContext context) {
        ServerConfig config = context.config().get();
        TcpLimits limits = TcpLimits.of(config, context.unauthenticated());
        acceptLoop = context.loops().acceptLoop();
        listeners = new Listeners(context, acceptLoop);
        waiting = new UnauthenticatedQueue(limits.unauthenticated());
        context.loops().all().forEach(loop -> tcpLoopContexts.put(loop, new TcpLoopContext(context.gate(),
                context.connections(), context.account(), limits, waiting, this::loopOf)));
    }

    @Override
    public InetSocketAddress start(InetSocketAddress where) throws IOException, InterruptedException {
        tcpLoopContexts.forEach((loop, shared) -> loop.execute(() -> shared.clock.tick((EventLoop) loop)));
        // A FIN is not the end: what came before it is to be processed first (SPEC 5.4).
        return listeners.start(where, true, true, (channel, remote) -> channel.pipeline()
                .addLast(new TcpConnection(loopOf(channel.eventLoop()), channel, remote)));
    }

    @Override
    public void stop() {
        listeners.stop();
        acceptLoop.execute(() -> waiting.close(CloseReason.SHUTDOWN));
    }

    private TcpLoopContext loopOf(EventLoop loop) {
        TcpLoopContext found = tcpLoopContexts.get(loop);
        if (found == null) {
            throw new IllegalStateException("a connection on a loop that is none of ours");
        }
        return found;
    }
}
