package mles.websocket;

import java.net.IDN;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The origin of a page, as browsers write it (RFC 6454). */
final class WebOrigin {
    /** That of pages without one, such as files. */
    private static final String OPAQUE = "null";
    private static final Pattern FORM = Pattern
            .compile("([a-z][a-z0-9+.-]*)://([\\p{L}\\p{N}_.~-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?/?");
    private static final Map<String, String> DEFAULT_PORTS = Map.of("http", "80", "https", "443");

    private WebOrigin() {
    }

    /**
     * {@return the one way to write {@code text}: in lower case, without the port that its scheme has anyway and without a
     * slash at its end; empty when it is no origin}
     */
    public static Optional<String> normal(String text) {
        if (text.equals(OPAQUE)) {
            return Optional.of(text);
        }
        Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = parts.group(1);
        String port = parts.group(3);
        boolean plain = port == null || port.equals(DEFAULT_PORTS.get(scheme));
        return ascii(parts.group(2)).map(host -> scheme + "://" + host + (plain ? "" : ":" + port));
    }

    private static Optional<String> ascii(String host) {
        try {
            return Optional.of(host.startsWith("[") ? host : IDN.toASCII(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
