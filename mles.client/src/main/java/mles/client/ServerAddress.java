package mles.client;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a server is: {@code host}, {@code host:port}, {@code tcp://…}, {@code tls://…}, {@code [::1]:8077}. A value only;
 * nothing is resolved here.
 *
 * @param host a name or an IP address, without brackets
 * @param port 1 to 65535
 * @param tls  whether the connection is encrypted
 */
public record ServerAddress(String host, int port, boolean tls) {
    /** The port of a server where none is given (SPEC 7). */
    public static final int DEFAULT_PORT = 8077;

    private static final int MAX_PORT = 0xffff;
    private static final String TCP = "tcp://";
    private static final String TLS = "tls://";
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern IPV6 = Pattern
            .compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(%[0-9A-Za-z._-]+)?");
    private static final Pattern NAME = Pattern.compile("[^\\s:/?#@\\[\\]%]+");

    /** @throws IllegalArgumentException when {@code host} is neither a name nor an address, or the port out of range */
    public ServerAddress {
        if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw new IllegalArgumentException("a host is a name or an IP address, this is '" + host + "'");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("a port is 1 to " + MAX_PORT + ", this is " + port);
        }
    }

    /**
     * {@return the address that {@code text} spells; plain TCP and port {@value #DEFAULT_PORT} where it does not say}
     *
     * @throws IllegalArgumentException when it is in none of the forms above, with what was seen
     */
    public static ServerAddress parse(String text) {
        String scheme = text.toLowerCase(Locale.ROOT);
        boolean tls = scheme.startsWith(TLS);
        boolean named = tls || scheme.startsWith(TCP);
        if (!named && text.contains("://")) {
            throw new IllegalArgumentException(
                    "a server is host, host:port, tcp://… or tls://…, this is '" + text + "'");
        }
        String place = named ? text.substring(TCP.length()) : text;
        return place.startsWith("[") ? bracketed(place, tls) : named(place, tls);
    }

    private static ServerAddress bracketed(String place, boolean tls) {
        int end = place.indexOf(']');
        String host = end < 0 ? "" : place.substring(1, end);
        if (!IPV6.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "brackets hold an IPv6 address as in [::1]:8077, here is '" + place + "'");
        }
        String rest = place.substring(end + 1);
        if (!rest.isEmpty() && !rest.startsWith(":")) {
            throw new IllegalArgumentException("after the bracket comes nothing or a port, here comes '" + rest + "'");
        }
        return new ServerAddress(host, rest.isEmpty() ? DEFAULT_PORT : port(rest.substring(1)), tls);
    }

    private static ServerAddress named(String place, boolean tls) {
        int colon = place.indexOf(':');
        if (colon < 0) {
            return new ServerAddress(place, DEFAULT_PORT, tls);
        }
        if (place.indexOf(':', colon + 1) >= 0) {
            throw new IllegalArgumentException("an IPv6 address stands in brackets as in [::1]:8077, this is '" + place
                    + "'");
        }
        return new ServerAddress(place.substring(0, colon), port(place.substring(colon + 1)), tls);
    }

    private static int port(String digits) {
        if (!PORT.matcher(digits).matches()) {
            throw new IllegalArgumentException("a port is 1 to " + MAX_PORT + ", this is '" + digits + "'");
        }
        return Integer.parseInt(digits);
    }

    /** {@return the full form, which {@link #parse} takes: {@code tcp://[::1]:8077}} */
    @Override
    public String toString() {
        return (tls ? TLS : TCP) + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
