package mles.history.redis;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mles.protocol.AddressForm;
import mles.protocol.NetworkAddress;

/**
 * Place of history in Redis.
 *
 * @param host         its name or address, without brackets
 * @param port         its port
 * @param user         user name of this server there
 * @param passwordFile holds the password in its first line
 * @param prefix       beginning of the names of our keys
 */
record RedisAddress(String host, int port, Optional<String> user, Optional<Path> passwordFile, String prefix) {
    private static final String SCHEME = "redis";
    private static final AddressForm PLACE = new AddressForm(Map.of(SCHEME, 6379), SCHEME, 1);
    private static final String USUAL_PREFIX = "mles";
    private static final Pattern FORM = Pattern
            .compile("(?:([^:@/?#]+)@)?([^@/?#]+)(?:/([A-Za-z0-9_.-]{1,64}))?(?:\\?password-file=(.+))?");

    /**
     * {@return the address that {@code text} spells: {@code [USER@]HOST[:PORT][/PREFIX][?password-file=FILE]}}
     *
     * @throws IllegalArgumentException when it spells none
     */
    static RedisAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw refused(text);
        }
        NetworkAddress place = PLACE.parse(parts.group(2));
        return new RedisAddress(place.host(), place.port(), Optional.ofNullable(parts.group(1)),
                Optional.ofNullable(parts.group(4)).map(Path::of),
                parts.group(3) == null ? USUAL_PREFIX : parts.group(3));
    }

    /** A text with a colon before the {@code @} may hold a password, so it is not shown. */
    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException((text.contains("@") ? "the address" : "'" + text + "'")
                + " is not redis:[USER@]HOST[:PORT][/PREFIX][?password-file=FILE]");
    }

    /** The place, as messages name it. */
    @Override
    public String toString() {
        return SCHEME + " " + new NetworkAddress(SCHEME, host, port).authority() + "/" + prefix;
    }
}
