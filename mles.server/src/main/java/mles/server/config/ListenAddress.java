package mles.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import mles.protocol.AddressForm;
import mles.protocol.NetworkAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address to listen on, as in {@code tcp://HOST:PORT}.
 *
 * @param scheme one of a front end
 * @param host   a name or an IP address, without brackets
 * @param port   0 is any free one
 */
public record ListenAddress(Scheme scheme, String host, int port) {
    private static final Logger LOG = LoggerFactory.getLogger(ListenAddress.class);
    private static final String ANY_IPV6 = "::";
    private static final String ANY_IPV4 = "0.0.0.0";
    private static final Scheme HTTP = new Scheme("http", Scheme.REQUIRED, false);

    /**
     * {@return the address that {@code text} spells}
     *
     * @param schemes those that an address may have
     * @throws ConfigException when it spells none
     */
    public static ListenAddress parse(String text, Collection<Scheme> schemes) {
        return parse("listen", text, schemes, "");
    }

    /**
     * {@return the address of the listener for operators}
     *
     * @throws ConfigException when {@code text} is not {@code HOST:PORT}
     */
    public static ListenAddress forOperators(String text) {
        return parse("admin", text, List.of(HTTP), HTTP.name());
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

    /** {@return whether it can be reached from this machine only} */
    public boolean isLocal() {
        InetAddress resolved = socketAddress().getAddress();
        return resolved != null && resolved.isLoopbackAddress();
    }

    /** {@return the address as text, with {@code realPort} in place of its port} */
    public String uri(int realPort) {
        return new NetworkAddress(scheme.name(), host, realPort).toString();
    }

    private static ListenAddress parse(String setting, String text, Collection<Scheme> schemes, String fallback) {
        Map<String, Scheme> known = schemes.stream()
                .collect(Collectors.toMap(Scheme::name, Function.identity(), (one, same) -> one));
        Map<String, Integer> ports = new HashMap<>();
        known.forEach((name, scheme) -> ports.put(name, scheme.defaultPort()));
        AddressForm form = new AddressForm(ports, fallback, 0);
        try {
            NetworkAddress address = form.parse(text);
            return new ListenAddress(Objects.requireNonNull(known.get(address.scheme())), address.host(),
                    address.port());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting + ": " + text + ": " + e.getMessage());
        }
    }
}
