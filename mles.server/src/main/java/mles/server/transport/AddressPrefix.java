package mles.server.transport;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Origin of connections, as limits per address see it: an address of IPv4, or a network of 64 bits of IPv6, since one host
 * may have any number of addresses in it.
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
