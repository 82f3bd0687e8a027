package mles.websocket.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mles.server.config.Subnet;
import org.jspecify.annotations.Nullable;

/** Proxies in front of a listener, whose headers tell for which client they ask. Thread: any. */
public final class TrustedProxies {
    private static final String FORWARDED = "Forwarded";
    private static final String FOR = "X-Forwarded-For";
    private static final String HOST = "X-Forwarded-Host";
    private static final int LARGEST_PORT = 65_535;
    /** An element of a list, whose commas may be in quotes. */
    private static final Pattern ELEMENT = Pattern.compile("(?:[^,\"]|\"(?:[^\"\\\\]|\\\\.)*+\")++");
    private static final Pattern PAIR = Pattern
            .compile("\\s*+([A-Za-z]++)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s;\",]*+))\\s*+(?:;|$)");
    private static final Pattern NODE = Pattern
            .compile("(?:\\[([0-9A-Fa-f:.]++)]|([0-9.]++))(?::([0-9]{1,5}))?|([0-9A-Fa-f:.]++)");

    private final List<Subnet> networks;

    /**
     * Client of a request.
     *
     * @param address its own, or that of the nearest proxy that does not tell it
     * @param host    that it asked for, null where no proxy says so
     */
    record Asked(InetSocketAddress address, @Nullable String host) {
    }

    /** Step between two proxies, as the second one tells it. */
    private record Hop(String node, @Nullable String host) {
    }

    /** @param networks addresses of the proxies */
    public TrustedProxies(List<Subnet> networks) {
        this.networks = List.copyOf(networks);
    }

    /** {@return whether headers of {@code address} are believed} */
    boolean include(InetSocketAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address.getAddress()));
    }

    /**
     * {@return the client for which a proxy at {@code peer} asks} Lists are read from their end, as far as their proxies are trusted: what is
     * before that, a client may have written. Empty where both kinds of headers are there, one of which a client may have written.
     */
    Optional<Asked> read(InetSocketAddress peer, HttpHeaders headers) {
        List<Hop> hops = hops(headers.getAll(FORWARDED));
        List<String> hosts = elements(headers.getAll(HOST));
        if (headers.contains(FORWARDED)) {
            if (headers.contains(FOR) || headers.contains(HOST)) {
                return Optional.empty();
            }
        } else {
            hops = elements(headers.getAll(FOR)).stream().map(node -> new Hop(node, null)).toList();
        }
        InetSocketAddress client = peer;
        String host = hosts.isEmpty() ? null : hosts.getLast();
        for (Hop hop : hops.reversed()) {
            host = hop.host() == null ? host : hop.host();
            InetSocketAddress next = address(hop.node());
            if (next == null) {
                break;
            }
            client = next;
            if (!include(next)) {
                break;
            }
        }
        return Optional.of(new Asked(client, host));
    }

    private static List<Hop> hops(List<String> forwarded) {
        return elements(forwarded).stream().map(TrustedProxies::hop).toList();
    }

    private static Hop hop(String element) {
        String node = "";
        String host = null;
        Matcher pair = PAIR.matcher(element);
        for (int at = 0; at < element.length() && pair.find(at) && pair.start() == at; at = pair.end()) {
            String value = pair.group(2) == null ? pair.group(3) : pair.group(2).replaceAll("\\\\(.)", "$1");
            switch (pair.group(1).toLowerCase(Locale.ROOT)) {
                case "for" -> node = value;
                case "host" -> host = value;
                default -> {
                    // by and proto change nothing
                }
            }
        }
        return new Hop(node, host);
    }

    private static List<String> elements(List<String> headers) {
        List<String> all = new ArrayList<>();
        for (String header : headers) {
            Matcher element = ELEMENT.matcher(header);
            while (element.find()) {
                all.add(element.group().strip());
            }
        }
        return all;
    }

    /** {@return the address that a node spells, null for a name or anything else} */
    private static @Nullable InetSocketAddress address(String node) {
        Matcher parts = NODE.matcher(node);
        if (!parts.matches()) {
            return null;
        }
        byte[] raw = Stream.of(1, 2, 4).map(parts::group).filter(group -> group != null).findFirst()
                .map(NetUtil::createByteArrayFromIpAddressString).orElse(null);
        int port = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        try {
            return raw == null || port > LARGEST_PORT
                    ? null
                    : new InetSocketAddress(InetAddress.getByAddress(raw), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
