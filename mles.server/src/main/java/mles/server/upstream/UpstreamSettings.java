package mles.server.upstream;

import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;
import mles.protocol.ConnectionId;
import mles.protocol.Credentials;
import mles.server.spi.ServerEvents;
import mles.server.transport.ChannelSecurity;
import mles.server.transport.EventLoops;
import mles.server.transport.MemoryAccount;
import mles.server.transport.SocketOptions;

/**
 * Settings of the links to the upstream server.
 *
 * @param host         its name or address, which is resolved anew for each attempt
 * @param port         its port
 * @param credentials  the secrets that both servers know
 * @param cid          the connection id of all links, if it is a fixed one (SPEC 6.5)
 * @param firstWait    nanoseconds between the first attempts
 * @param longestWait  nanoseconds to which the wait grows
 * @param maxPayload   the longest payload to take
 * @param loops        the loops on which the channels live
 * @param options      of the sockets
 * @param security   the encryption of the links
 * @param allocator    of memory for what is read
 * @param account      the account of that memory
 * @param events       told of links that come and go
 * @param idleNanos    how long the link of a channel without members stays; 0 is no limit
 * @param loadNanos    how long a channel that is opened waits for what the upstream server has
 */
public record UpstreamSettings(String host, int port, Credentials credentials, Optional<ConnectionId> cid,
        long firstWait,
        long longestWait, int maxPayload, EventLoops loops, SocketOptions options, ChannelSecurity security,
        ByteBufAllocator allocator, MemoryAccount account, ServerEvents events,
        long idleNanos, long loadNanos) {
}
