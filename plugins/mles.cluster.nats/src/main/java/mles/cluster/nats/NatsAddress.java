package mles.cluster.nats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mles.protocol.AddressForm;
import mles.protocol.NetworkAddress;

/**
 * Address of a cluster's engine in NATS.
 *
 * @param servers  some of its servers; the others are learned from them
 * @param prefix   beginning of the names of our streams and subjects
 * @param streams  number of streams, over which the channels are spread
 * @param replicas number of servers that keep each stream; empty for three, or one where NATS is a single server
 * @param login    proof of who connects
 * @param caFile   certificates that sign those of the servers, in PEM; with it connections are encrypted
 */
record NatsAddress(List<NetworkAddress> servers, String prefix, int streams, OptionalInt replicas, Login login,
        Optional<Path> caFile) {
    static final String SCHEME = "nats";
    private static final AddressForm SERVER = new AddressForm(Map.of(SCHEME, 4222), SCHEME, 1);
    private static final String BEGINNING = SCHEME + "://";
    private static final String FORM = "nats://HOST[:PORT][,HOST[:PORT]...][/PREFIX][?OPTION=VALUE[&OPTION=VALUE]...]";
    private static final String USUAL_PREFIX = "mles";
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final int USUAL_STREAMS = 8;
    private static final int MOST_STREAMS = 64;
    private static final int MOST_REPLICAS = 5;

    /** @param servers at least one */
    NatsAddress {
        servers = List.copyOf(servers);
    }

    /**
     * {@return the address that {@code text} spells}
     *
     * @throws IllegalArgumentException when it spells none; the message has no secret
     */
    static NatsAddress parse(String text) {
        int question = text.indexOf('?');
        String place = question < 0 ? text : text.substring(0, question);
        if (place.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "expected no user and no password in the address, was one with @;"
                            + " use creds-file=FILE, or user=NAME&password-file=FILE");
        }
        if (!place.startsWith(BEGINNING)) {
            throw refused(FORM, place);
        }
        int slash = place.indexOf('/', BEGINNING.length());
        String prefix = slash < 0 ? USUAL_PREFIX : place.substring(slash + 1);
        if (!PREFIX.matcher(prefix).matches()) {
            throw refused("a prefix of 1 to 32 letters, digits, - and _", prefix);
        }
        AddressOptions options = AddressOptions.parse(question < 0 ? "" : text.substring(question + 1));
        return new NatsAddress(servers(place.substring(BEGINNING.length(), slash < 0 ? place.length() : slash)), prefix,
                options.number("streams", MOST_STREAMS).orElse(USUAL_STREAMS),
                options.number("replicas", MOST_REPLICAS),
                Login.of(options), options.file("ca-file"));
    }

    static IllegalArgumentException refused(String expected, String seen) {
        return new IllegalArgumentException("expected " + expected + ", was '" + seen + "'");
    }

    /** The place, as messages name it. */
    @Override
    public String toString() {
        return BEGINNING + servers.stream().map(NetworkAddress::authority).collect(Collectors.joining(",")) + "/"
                + prefix;
    }

    private static List<NetworkAddress> servers(String text) {
        List<NetworkAddress> servers = new ArrayList<>();
        for (String server : text.split(",", -1)) {
            servers.add(SERVER.parse(BEGINNING + server));
        }
        return servers;
    }
}
