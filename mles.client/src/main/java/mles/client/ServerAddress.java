package mles.client;

import java.util.Map;
import mles.protocol.AddressForm;
import mles.protocol.NetworkAddress;

/**
 * Address of a server: {@code host}, {@code host:port}, {@code tcp://…}, {@code tls://…}, {@code [::1]:8077}. A value only;
 * nothing is resolved here.
 *
 * @param host a name or an IP address, without brackets
 * @param port 1 to 65535
 * @param tls  whether the connection is encrypted
 */
public record ServerAddress(String host, int port, boolean tls) {
    /** The port of a server where none is given (SPEC 7). */
    public static final int DEFAULT_PORT = 8077;

    private static final String TCP = "tcp";
    private static final String TLS = "tls";
    private static final AddressForm FORM = new AddressForm(Map.of(TCP, DEFAULT_PORT, TLS, DEFAULT_PORT), TCP, 1);

    /** @throws IllegalArgumentException when {@code host} is neither a name nor an address, or the port out of range */
    public ServerAddress {
        FORM.parse(new NetworkAddress(TCP, host, port).toString());
    }

    /**
     * {@return the address that {@code text} spells; plain TCP and port {@value #DEFAULT_PORT} where it does not say}
     *
     * @throws IllegalArgumentException when it is in none of the forms above, with what was seen
     */
    public static ServerAddress parse(String text) {
        NetworkAddress address = FORM.parse(text);
        return new ServerAddress(address.host(), address.port(), address.scheme().equals(TLS));
    }

    /** {@return the full form, which {@link #parse} takes: {@code tcp://[::1]:8077}} */
    @Override
    public String toString() {
        return new NetworkAddress(tls ? TLS : TCP, host, port).toString();
    }
}
