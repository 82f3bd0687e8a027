package mles.server.transport;

import mles.protocol.Credentials;

/**
 * Context of a proxy's sessions with the server behind it.
 *
 * @param loops       its event loops
 * @param account     the account of memory for messages
 * @param sockets     the options of each socket
 * @param security  the encryption of the sessions
 * @param credentials the secrets of that server
 * @param host        of that server
 * @param port        of that server
 * @param maxPayload  the longest payload to take from it, in bytes
 */
public record ProxyContext(EventLoops loops, MemoryAccount account, SocketOptions sockets, ChannelSecurity security,
        Credentials credentials,
        String host, int port, int maxPayload) {
}
