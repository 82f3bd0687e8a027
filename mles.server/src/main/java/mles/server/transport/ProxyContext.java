package mles.server.transport;

import mles.protocol.Credentials;

/**
 * What a proxy has for its sessions with the server behind it.
 *
 * @param loops       its event loops
 * @param account     where memory for messages counts
 * @param sockets     what is asked of the system for each connection
 * @param security  of what they carry
 * @param credentials what that server wants to see
 * @param host        of that server
 * @param port        of that server
 * @param maxPayload  the longest payload to take from it, in bytes
 */
public record ProxyContext(EventLoops loops, MemoryAccount account, SocketOptions sockets, ChannelSecurity security,
        Credentials credentials,
        String host, int port, int maxPayload) {
}
