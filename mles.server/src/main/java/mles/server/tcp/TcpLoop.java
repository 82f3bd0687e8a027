package mles.server.tcp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.function.Function;
import mles.protocol.FrameScanner;
import mles.server.hub.MemoryBudget;
import mles.server.transport.Connections;
import mles.server.transport.FrameCutter;
import mles.server.transport.Gate;
import mles.server.transport.LoopClock;
import mles.server.transport.WaitingRoom;

/** What the TCP connections of one event loop share. */
final class TcpLoop {
    final Gate gate;
    final Connections connections;
    final MemoryBudget budget;
    final TcpLimits limits;
    final FrameScanner scanner = new FrameScanner();
    final LoopClock clock = new LoopClock();
    /** For the lobby, where all wait. */
    final WaitingRoom waiting;
    private final Function<EventLoop, TcpLoop> others;

    TcpLoop(Gate gate, Connections connections, MemoryBudget budget, TcpLimits limits,
            WaitingRoom waiting, Function<EventLoop, TcpLoop> others) {
        this.gate = gate;
        this.connections = connections;
        this.budget = budget;
        this.limits = limits;
        this.waiting = waiting;
        this.others = others;
    }

    /** {@return what the connections of another loop share} */
    TcpLoop on(EventLoop loop) {
        return others.apply(loop);
    }

    /** {@return a new cutter for one connection} */
    FrameCutter cutter(ByteBufAllocator allocator) {
        return new FrameCutter(scanner, allocator, budget);
    }
}
