package mles.websocket.http;

import java.util.function.LongSupplier;
import mles.server.transport.ConnectionCounters;
import mles.server.transport.Gate;
import mles.server.transport.MemoryAccount;

/**
 * Parts that the connections of one event loop share.
 *
 * @param clock in nanoseconds, of that loop
 */
public record HttpContext(Gate gate, ConnectionCounters connections, MemoryAccount account, HttpLimits limits,
        Repeats repeats, Tickets tickets, Access access, LongSupplier clock) {
}
