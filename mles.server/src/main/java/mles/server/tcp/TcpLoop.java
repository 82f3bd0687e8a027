package mles.server.tcp;

import mles.protocol.FrameScanner;
import mles.server.hub.MemoryBudget;
import mles.server.transport.Connections;
import mles.server.transport.Gate;
import mles.server.transport.WaitingRoom;

/** What the TCP connections of one event loop share. */
final class TcpLoop {
    final Gate gate;
    final Connections connections;
    final MemoryBudget budget;
    final TcpLimits limits;
    final FrameScanner scanner = new FrameScanner();
    final WaitingRoom waiting;

    TcpLoop(Gate gate, Connections connections, MemoryBudget budget, TcpLimits limits) {
        this.gate = gate;
        this.connections = connections;
        this.budget = budget;
        this.limits = limits;
        this.waiting = new WaitingRoom(limits.unauthenticated());
    }
}
