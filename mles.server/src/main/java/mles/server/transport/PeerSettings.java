package mles.server.transport;

/**
 * How to link to the server above.
 *
 * @param host its name or address, which is resolved anew for each attempt
 * @param port its port
 */
public record PeerSettings(String host, int port) {
}
