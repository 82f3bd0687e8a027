package mles.server;

import java.net.InetSocketAddress;

/**
 * Address on which a server listens.
 *
 * @param uri     as asked for, with the real port where 0 was asked
 * @param address the bound address
 */
public record Endpoint(String uri, InetSocketAddress address) {
}
