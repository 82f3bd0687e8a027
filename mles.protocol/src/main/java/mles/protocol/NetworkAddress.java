package mles.protocol;

import java.util.regex.Pattern;

/**
 * Address of a server as people write it. A value only; nothing is resolved here.
 *
 * @param scheme in lower case: {@code tcp}
 * @param host   a name or an IP address, without brackets
 * @param port   0 to 65535
 */
public record NetworkAddress(String scheme, String host, int port) {
    private static final int MAX_PORT = 0xffff;
    private static final int MAX_NAME = 253;
    /** Underscores are no part of host names by RFC 1123 and part of many that are in use. */
    private static final Pattern NAME = Pattern.compile("(?U)[\\w-]{1,63}(\\.[\\w-]{1,63})*\\.?");
    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(.*\\.)?[0-9]+\\.?");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String IPV4_TEXT = OCTET + "(\\." + OCTET + "){3}";
    private static final Pattern IPV4 = Pattern.compile(IPV4_TEXT);
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final Pattern IPV4_TAIL = Pattern.compile("(.*:)" + IPV4_TEXT + "$");
    private static final Pattern ZONE = Pattern.compile("[0-9A-Za-z._~-]+");
    private static final int GROUPS = 8;

    /** @throws IllegalArgumentException when a part is not as it should be, with the part and what was seen */
    public NetworkAddress {
        if (isIpv6(host) ? !isIpv6Address(host) : !isName(host)) {
            throw new IllegalArgumentException("host: expected a name or an IP address, was '" + host + "'");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: expected 0 to " + MAX_PORT + ", was " + port);
        }
    }

    /** {@return {@code HOST:PORT}, IPv6 in brackets} */
    public String authority() {
        return (isIpv6(host) ? "[" + host + "]" : host) + ":" + port;
    }

    /** {@return the full form: {@code tcp://[::1]:8077}} */
    @Override
    public String toString() {
        return scheme + "://" + authority();
    }

    private static boolean isIpv6(String host) {
        return host.indexOf(':') >= 0;
    }

    /** A name whose last label is a number is an IPv4 address to resolvers, or to some of them, and to others not. */
    private static boolean isName(String host) {
        return NUMBER_AT_THE_END.matcher(host).matches()
                ? IPV4.matcher(host).matches()
                : host.length() <= MAX_NAME && NAME.matcher(host).matches();
    }

    private static boolean isIpv6Address(String host) {
        int percent = host.indexOf('%');
        if (percent >= 0 && !ZONE.matcher(host.substring(percent + 1)).matches()) {
            return false;
        }
        String text = IPV4_TAIL.matcher(percent < 0 ? host : host.substring(0, percent)).replaceFirst("$10:0");
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text) == GROUPS;
        }
        int before = groups(text.substring(0, gap));
        int after = groups(text.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** {@return the number of groups of hexadecimal digits; -1 when something else is among them} */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] groups = text.split(":", -1);
        for (String group : groups) {
            if (!GROUP.matcher(group).matches()) {
                return -1;
            }
        }
        return groups.length;
    }
}
