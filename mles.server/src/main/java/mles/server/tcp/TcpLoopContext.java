package mles.server.tcp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.function.Function;
import mles.protocol.FrameScanner;
import mles.server.transport.ConnectionCounters;
import mles.server.transport.FrameBatcher;
import mles.server.transport.Gate;
import mles.server.transport.LoopClock;
import mles.server.transport.MemoryAccount;
import mles.server.transport.UnauthenticatedQueue;

/** State that the TCP connections of one event loop share. */
final class TcpLoopContext {
    final Gate gate;
    final ConnectionCounters connections;
    final MemoryAccount account;
    final TcpLimits limits;
    final FrameScanner scanner = new FrameScanner();
    final LoopClock clock = new LoopClock();
    /** For the accept loop, where all wait. */
    final UnauthenticatedQueue waiting;
    private final Function<EventLoop, TcpLoopContext> others;

    TcpLoopContext(Gate gate, ConnectionCounters connections, MemoryAccount account, TcpLimits limits,
            UnauthenticatedQueue waiting, Function<EventLoop, TcpLoopContext> others) {
        this.gate = gate;
        this.connections = connections;
        this.account = account;
        this.limits = limits;
        this.waiting = waiting;
        this.others = others;
    }

    /** {@return the context of another loop} */
    TcpLoopContext on(EventLoop loop) {
        return others.apply(loop);
    }

    /** {@return a new cutter for one connection} */
    FrameBatcher cutter(ByteBufAllocator allocator) {
        return new FrameBatcher(scanner, allocator, account);
    }
}
