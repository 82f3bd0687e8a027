package mles.server;

import java.net.URI;

/** Another server: {@code host}, {@code host:port}, {@code tcp://HOST[:PORT]} or {@code tls://HOST[:PORT]}. */
record PeerAddress(String scheme, String host, int port) {
    private static final int DEFAULT_PORT = 8077;
    private static final int MAX_PORT = 65_535;
    private static final String TCP = "tcp";
    private static final String TLS = "tls";

    /** @throws IllegalArgumentException when {@code text} is anything else */
    static PeerAddress parse(String text) {
        URI uri = URI.create(text.contains("://") ? text : TCP + "://" + text);
        String host = uri.getHost();
        boolean plain = "".equals(uri.getRawPath()) && uri.getRawQuery() == null && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null;
        if (uri.getScheme() == null || host == null || !plain
                || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("not a server: " + text);
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new PeerAddress(uri.getScheme(), bare, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    boolean isEncrypted() {
        return scheme.equals(TLS);
    }

    /** {@return what is spoken there, encrypted or not} */
    String protocol() {
        return isEncrypted() ? TCP : scheme;
    }

    /** {@return {@code text}, which is empty or can be parsed} @throws IllegalArgumentException when it is anything else */
    static String checked(String text) {
        if (!text.isEmpty()) {
            parse(text);
        }
        return text;
    }
}
