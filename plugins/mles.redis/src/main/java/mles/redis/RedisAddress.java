package mles.redis;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mles.protocol.AddressForm;
import mles.protocol.NetworkAddress;

/**
 * Place of ours in a Redis.
 *
 * @param host         its name or address, without brackets
 * @param port         its port
 * @param user         user name of this server there
 * @param passwordFile holds the password in its first line
 * @param prefix       beginning of the names of our keys
 */
public record RedisAddress(String host, int port, Optional<String> user, Optional<Path> passwordFile, String prefix) {
    private static final String SCHEME = "redis";
    private static final AddressForm PLACE = new AddressForm(Map.of(SCHEME, 6379), SCHEME, 1);
    private static final Pattern UNSHOWN = Pattern.compile("[@?\\p{Cntrl}]");
    private static final String USUAL_PREFIX = "mles";
    private static final Pattern FORM = Pattern
            .compile(
                    "(?:([^:@/?#\\p{Cntrl}]+)@)?([^@/?#\\p{Cntrl}]+)(?:/([A-Za-z0-9_.-]{1,64}))?(?:\\?password-file=([^\\p{Cntrl}]+))?");

    /**
     * {@return the address that {@code text} spells: {@code [USER@]HOST[:PORT][/PREFIX][?password-file=FILE]}}
     *
     * @param beginning of the setting's value, which was before it
     * @throws IllegalArgumentException when it spells none; the message has no secret
     */
    public static RedisAddress parse(String beginning, String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw refused(beginning, text);
        }
        NetworkAddress place = PLACE.parse(parts.group(2));
        return new RedisAddress(place.host(), place.port(), Optional.ofNullable(parts.group(1)),
                Optional.ofNullable(parts.group(4)).map(Path::of),
                parts.group(3) == null ? USUAL_PREFIX : parts.group(3));
    }

    /** A text with {@code @} or an option may hold a password, so it is not shown. Nor is one that is no line. */
    private static IllegalArgumentException refused(String beginning, String text) {
        return new IllegalArgumentException("expected " + beginning
                + "[USER@]HOST[:PORT][/PREFIX][?password-file=FILE], was "
                + (UNSHOWN.matcher(text).find() ? "something else" : "'" + beginning + text + "'"));
    }

    /** The place, as messages name it. */
    @Override
    public String toString() {
        return SCHEME + " " + new NetworkAddress(SCHEME, host, port).authority() + "/" + prefix;
    }
}
