package mles.server.transport;

import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;
import mles.protocol.ConnectionId;
import mles.protocol.Credentials;
import mles.server.spi.ServerEvents;

/**
 * How to link to the upstream server.
 *
 * @param host         its name or address, which is resolved anew for each attempt
 * @param port         its port
 * @param credentials  what both servers know
 * @param cid          the connection id of all links, if it is a fixed one (SPEC 6.5)
 * @param firstWait    nanoseconds between the first attempts
 * @param longestWait  nanoseconds to which the wait grows
 * @param maxPayload   the longest payload to take
 * @param loops        the loops on which the channels live
 * @param options      of the sockets
 * @param security   of what they carry
 * @param allocator    of memory for what is read
 * @param account      where it counts
 * @param events       told of links that come and go
 */
public record PeerSettings(String host, int port, Credentials credentials, Optional<ConnectionId> cid, long firstWait,
        long longestWait, int maxPayload, EventLoops loops, SocketOptions options, ChannelSecurity security,
        ByteBufAllocator allocator, MemoryAccount account, ServerEvents events) {
}
