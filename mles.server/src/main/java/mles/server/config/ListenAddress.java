package mles.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mles.protocol.AddressForm;
import mles.protocol.NetworkAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An address to listen on, as in {@code tcp://HOST:PORT}; {@code ws://HOST} and {@code wss://HOST} have a port of their own. */
public record ListenAddress(String scheme, String host, int port) {
    private static final Logger LOG = LoggerFactory.getLogger(ListenAddress.class);
    private static final Set<String> ENCRYPTED = Set.of("tls", "wss");
    private static final Set<String> FOR_BROWSERS = Set.of("ws", "wss");
    private static final String ANY_IPV6 = "::";
    private static final String ANY_IPV4 = "0.0.0.0";
    private static final int WEB_SOCKET_PORT = 8076;
    private static final AddressForm FORM = new AddressForm(Map.of("tcp", AddressForm.REQUIRED, "tls",
            AddressForm.REQUIRED, "ws", WEB_SOCKET_PORT, "wss", WEB_SOCKET_PORT), "", 0);
    private static final AddressForm OF_OPERATORS = new AddressForm(Map.of("http", AddressForm.REQUIRED), "http", 0);

    /**
     * {@return the address that {@code text} spells}
     *
     * @throws ConfigException when it spells none
     */
    public static ListenAddress parse(String text) {
        return parse(FORM, "listen", text);
    }

    /**
     * {@return where to listen for operators}
     *
     * @throws ConfigException when {@code text} is not {@code HOST:PORT}
     */
    public static ListenAddress forOperators(String text) {
        return parse(OF_OPERATORS, "admin", text);
    }

    /** {@return where a server of this configuration is to listen, in order} */
    public static List<ListenAddress> all(ServerConfig config) {
        return config.get(Settings.LISTEN).stream().map(ListenAddress::parse).toList();
    }

    /** {@return the address to listen on: all of IPv4 in place of all addresses where the machine has no IPv6} */
    public ListenAddress here() {
        return here(HostDefaults.hasIpv6());
    }

    ListenAddress here(boolean hasIpv6) {
        if (!host.equals(ANY_IPV6) || hasIpv6) {
            return this;
        }
        ListenAddress ofIpv4 = new ListenAddress(scheme, ANY_IPV4, port);
        LOG.warn("no-ipv6: this machine has no IPv6, listening on IPv4 only, address={}", ofIpv4.uri(port));
        return ofIpv4;
    }

    /** {@return the socket address, unresolved when the name does not resolve} */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }

    /** {@return whether browsers connect here} */
    public boolean isForBrowsers() {
        return FOR_BROWSERS.contains(scheme);
    }

    /** {@return whether connections use TLS} */
    public boolean isEncrypted() {
        return ENCRYPTED.contains(scheme);
    }

    /** {@return whether it can be reached from this machine only} */
    public boolean isLocal() {
        InetAddress resolved = socketAddress().getAddress();
        return resolved != null && resolved.isLoopbackAddress();
    }

    /** {@return the address as text, with {@code realPort} in place of its port} */
    public String uri(int realPort) {
        return new NetworkAddress(scheme, host, realPort).toString();
    }

    private static ListenAddress parse(AddressForm form, String setting, String text) {
        try {
            NetworkAddress address = form.parse(text);
            return new ListenAddress(address.scheme(), address.host(), address.port());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting + ": " + text + ": " + e.getMessage());
        }
    }
}
