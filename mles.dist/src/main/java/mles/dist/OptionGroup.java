package mles.dist;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The groups in which the options of a command with many of them are shown, in this order. An option belongs to the first
 * group that its name matches, so that a new setting finds its place by itself.
 */
enum OptionGroup {
    /** Help, configuration and log. */
    GENERAL("General", "help|version|config|log-level|plugins"),
    /** Listening sockets and TLS. */
    LISTENING("Listening and TLS", "listen|proxy-protocol|tls-.*|transport|event-loops|server"),
    /** Keys and rights. */
    KEYS("Keys and rights", ".*key-file|keyring|verify-frames"),
    /** WebSockets. */
    BROWSERS("Browsers", "ws-.*|http-.*|origins|trusted-proxies"),
    /** History, in memory and stored. */
    HISTORY("History", "history.*|channel-idle"),
    /** Links to other servers. */
    PEER("Peers and clusters", "peer.*|cluster.*"),
    /** Operators. */
    OPERATION("Operation", "admin.*|metrics.*|drain-time"),
    /** Everything that bounds something. */
    LIMITS("Limits and times", ".*");

    private final String heading;
    private final Pattern names;

    OptionGroup(String heading, String names) {
        this.heading = heading;
        this.names = Pattern.compile("--(" + names + ")");
    }

    /** {@return the group of {@code option}} */
    static OptionGroup of(OptionSpec option) {
        return of(option.longestName());
    }

    /** {@return the group of the option that is called {@code name}} */
    static OptionGroup of(String name) {
        return Stream.of(values()).filter(group -> group.names.matcher(name).matches()).findFirst().orElseThrow();
    }

    /** {@return the line above the group} */
    String heading() {
        return heading;
    }
}
