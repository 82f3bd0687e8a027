package mles.protocol;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Form of the addresses that a setting or a command takes: {@code [SCHEME://]HOST[:PORT]}. The host is a name, an IPv4 address, or an
 * IPv6 address, which stands in brackets where a port follows. Immutable.
 */
public final class AddressForm {
    /** In place of a port: an address without one is refused. */
    public static final int REQUIRED = -1;

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*:[^\\]]*)](?::(.*))?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int MAX_PORT = 0xffff;

    private final Map<String, Integer> ports;
    private final String fallback;
    private final int leastPort;

    /**
     * Creates a form.
     *
     * @param ports     the schemes, each with its port where an address has none, or {@link #REQUIRED}
     * @param fallback  the scheme of an address without one; empty when it must have one
     * @param leastPort the lowest port: 0 where that means a free one, otherwise 1
     */
    public AddressForm(Map<String, Integer> ports, String fallback, int leastPort) {
        this.ports = Map.copyOf(ports);
        this.fallback = fallback;
        this.leastPort = leastPort;
    }

    /** {@return the scheme of {@code text} in lower case, {@code fallback} where it has none} */
    public static String schemeOf(String text, String fallback) {
        Matcher parts = SCHEME.matcher(text);
        return parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : fallback;
    }

    /**
     * {@return the address that {@code text} spells}
     *
     * @throws IllegalArgumentException when it spells none; the message is one line: the part, what is right there and what was
     *                                  seen
     */
    public NetworkAddress parse(String text) {
        Matcher parts = SCHEME.matcher(text);
        String scheme = schemeOf(text, fallback);
        Integer port = ports.get(scheme);
        if (port == null) {
            throw new IllegalArgumentException("scheme: expected " + String.join("://, ", new TreeSet<>(ports.keySet()))
                    + "://, was '" + text + "'");
        }
        return place(scheme, parts.matches() ? parts.group(2) : text, port);
    }

    private NetworkAddress place(String scheme, String place, int port) {
        Matcher bracketed = BRACKETED.matcher(place);
        if (bracketed.matches()) {
            return new NetworkAddress(scheme, bracketed.group(1), port(bracketed.group(2), place, port));
        }
        int colon = place.indexOf(':');
        boolean isIpv6 = colon >= 0 && place.indexOf(':', colon + 1) >= 0;
        if (isIpv6 && port == REQUIRED) {
            throw new IllegalArgumentException(
                    "host: expected IPv6 in brackets before a port, as in [::1]:8077, was '" + place + "'");
        }
        return colon < 0 || isIpv6
                ? new NetworkAddress(scheme, place, port(null, place, port))
                : new NetworkAddress(scheme, place.substring(0, colon), port(place.substring(colon + 1), place, port));
    }

    private int port(@Nullable String digits, String place, int usual) {
        if (digits == null && usual == REQUIRED) {
            throw new IllegalArgumentException("port: expected HOST:PORT, was '" + place + "'");
        }
        int port = digits == null ? usual : PORT.matcher(digits).matches() ? Integer.parseInt(digits) : REQUIRED;
        if (port < leastPort || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "port: expected " + leastPort + " to " + MAX_PORT + ", was '" + digits + "'");
        }
        return port;
    }
}
