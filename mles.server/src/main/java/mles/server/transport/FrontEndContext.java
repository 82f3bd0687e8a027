package mles.server.transport;

import io.netty.buffer.ByteBufAllocator;

/**
 * What a server, or a proxy, has for its front ends.
 *
 * @param loops       its event loops
 * @param allocator   of all memory for messages
 * @param account     where that memory counts
 * @param gate        where members come in
 * @param connections where connections are counted
 * @param sockets     what is asked of the system for each of them
 * @param security  of what they carry
 * @param rules       who may come in
 * @param limits      how much of everything
 */
public record FrontEndContext(EventLoops loops, ByteBufAllocator allocator, MemoryAccount account, Gate gate,
        ConnectionCounters connections, SocketOptions sockets, ChannelSecurity security, BrowserRules rules,
        BrowserLimits limits) {
}
