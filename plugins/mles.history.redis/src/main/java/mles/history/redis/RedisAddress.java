package mles.history.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in which Redis history is.
 *
 * @param host         its name or address
 * @param port         its port
 * @param user         who we are there
 * @param passwordFile holds the password in its first line
 * @param prefix       what the names of our keys begin with
 */
record RedisAddress(String host, int port, Optional<String> user, Optional<Path> passwordFile, String prefix) {
    private static final int USUAL_PORT = 6379;
    private static final String USUAL_PREFIX = "mles";
    private static final Pattern PREFIX = Pattern.compile("/([A-Za-z0-9_.-]{1,64})");
    private static final Pattern QUERY = Pattern.compile("password-file=(.+)");

    /**
     * {@return the address that {@code text} spells: {@code [USER@]HOST[:PORT][/PREFIX][?password-file=FILE]}}
     *
     * @throws IllegalArgumentException when it spells none
     */
    static RedisAddress parse(String text) {
        URI uri;
        try {
            uri = new URI("redis://" + text);
        } catch (URISyntaxException e) {
            throw refused(text);
        }
        String host = uri.getHost();
        Matcher prefix = PREFIX.matcher(uri.getPath().isEmpty() ? "/" + USUAL_PREFIX : uri.getPath());
        Matcher query = QUERY.matcher(uri.getQuery() == null ? "" : uri.getQuery());
        boolean hasQuery = query.matches();
        Optional<String> user = Optional.ofNullable(uri.getUserInfo());
        if (host == null || !prefix.matches() || (uri.getQuery() != null && !hasQuery) || uri.getFragment() != null
                || user.filter(name -> name.isEmpty() || name.contains(":")).isPresent()) {
            throw refused(text);
        }
        return new RedisAddress(host, uri.getPort() < 0 ? USUAL_PORT : uri.getPort(), user,
                hasQuery ? Optional.of(Path.of(query.group(1))) : Optional.empty(), prefix.group(1));
    }

    /** A text with a colon before the {@code @} may hold a password, so it is not shown. */
    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException((text.contains("@") ? "the address" : "'" + text + "'")
                + " is not redis:[USER@]HOST[:PORT][/PREFIX][?password-file=FILE]");
    }

    /** The place, as messages name it. */
    @Override
    public String toString() {
        return "redis " + host + ":" + port + "/" + prefix;
    }
}
