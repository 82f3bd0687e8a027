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
import mles.server.transport.Connections;
import mles.server.transport.Encryption;
import mles.server.transport.FrontEnd;
import mles.server.transport.Gate;
import mles.server.transport.Listeners;
import mles.server.transport.Loops;
import mles.server.transport.WaitingRoom;

/** The door for TCP: one connection is one member of one channel. */
public final class TcpFrontEnd implements FrontEnd {
    private final Listeners listeners;
    private final EventLoopGroup lobby;
    private final WaitingRoom waiting;
    private final Map<EventExecutor, TcpLoop> tcpLoops = new HashMap<>();

    /** Creates a front end that does not listen yet. Start and stop are for one thread. */
    public TcpFrontEnd(Loops loops, ByteBufAllocator allocator, MemoryBudget budget, Gate gate, Connections connections,
            TcpLimits limits, Encryption encryption) {
        this.lobby = loops.lobby();
        this.listeners = new Listeners(loops, lobby, allocator, limits.socket(), encryption);
        this.waiting = new WaitingRoom(limits.unauthenticated());
        loops.all().forEach(
                loop -> tcpLoops.put(loop, new TcpLoop(gate, connections, budget, limits, waiting, this::loopOf)));
    }

    @Override
    public InetSocketAddress start(InetSocketAddress where) throws IOException, InterruptedException {
        tcpLoops.forEach((loop, shared) -> loop.execute(() -> shared.clock.tick((EventLoop) loop)));
        // A FIN is not the end: what came before it is to be processed first (SPEC 5.4).
        return listeners.start(where, true, true, (channel, remote) -> channel.pipeline()
                .addLast(new TcpConnection(loopOf(channel.eventLoop()), channel, remote)));
    }

    @Override
    public void stop() {
        listeners.stop();
        lobby.execute(() -> waiting.close(CloseReason.SHUTDOWN));
    }

    private TcpLoop loopOf(EventLoop loop) {
        TcpLoop found = tcpLoops.get(loop);
        if (found == null) {
            throw new IllegalStateException("a connection on a loop that is none of ours");
        }
        return found;
    }
}
