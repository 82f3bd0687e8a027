package mles.server.transport;

import io.netty.buffer.ByteBufAllocator;
import java.util.function.Supplier;
import mles.server.config.ServerConfig;

/**
 * Parts of a server, or of a proxy, that its front ends use.
 *
 * @param loops           event loops
 * @param allocator       allocator of all memory for messages
 * @param account         account of that memory
 * @param gate            admission of members
 * @param connections     counters of the connections of this kind
 * @param security        encryption of these connections
 * @param unauthenticated bytes that may be held for unauthenticated connections
 * @param config          settings as they are now: secrets and reloadable ones may change
 */
public record FrontEndContext(EventLoops loops, ByteBufAllocator allocator, MemoryAccount account, Gate gate,
        ConnectionCounters connections, ChannelSecurity security, long unauthenticated,
        Supplier<ServerConfig> config) {
}
