package mles.server.transport;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Where connections come from, as far as limits go by that: an address of IPv4, or a network of 64 bits of IPv6, any number of
 * whose addresses one host may have.
 *
 * @param isIpv6  which of the two
 * @param network the address, or the first half of it
 */
record AddressPrefix(boolean isIpv6, long network) {

    /** {@return the origin of a connection} An unresolved address has none of its own. */
    static AddressPrefix of(InetSocketAddress remote) {
        if (remote.isUnresolved()) {
            return new AddressPrefix(false, 0);
        }
        ByteBuffer bytes = ByteBuffer.wrap(remote.getAddress().getAddress());
        return remote.getAddress() instanceof Inet6Address
                ? new AddressPrefix(true, bytes.getLong())
                : new AddressPrefix(false, bytes.getInt());
    }
}
