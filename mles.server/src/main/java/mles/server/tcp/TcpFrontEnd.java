package mles.server.tcp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import mles.protocol.CloseReason;
import mles.server.hub.MemoryBudget;
import mles.server.transport.ConnectionCounters;
import mles.server.transport.ChannelSecurity;
import mles.server.transport.FrontEnd;
import mles.server.transport.Gate;
import mles.server.transport.Listeners;
import mles.server.transport.EventLoops;
import mles.server.transport.UnauthenticatedQueue;

/** The door for TCP: one connection is one member of one channel. */
public final class TcpFrontEnd implements FrontEnd {
    private final Listeners listeners;
    private final EventLoopGroup acceptLoop;
    private final UnauthenticatedQueue waiting;
    private final Map<EventExecutor, TcpLoopContext> tcpLoopContexts = new HashMap<>();

    /** Creates a front end that does not listen yet. Start and stop are for one thread. */
    public TcpFrontEnd(EventLoops loops, ByteBufAllocator allocator, MemoryBudget budget, Gate gate,
            ConnectionCounters connections,
            TcpLimits limits, ChannelSecurity security) {
        this.acceptLoop = loops.acceptLoop();
        this.listeners = new Listeners(loops, acceptLoop, allocator, limits.socket(), security);
        this.waiting = new UnauthenticatedQueue(limits.unauthenticated());
        loops.all().forEach(
                loop -> tcpLoopContexts.put(loop,
                        new TcpLoopContext(gate, connections, budget, limits, waiting, this::loopOf)));
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
