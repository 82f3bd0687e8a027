package mles.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where to listen, as in {@code tcp://HOST:PORT}; {@code ws://HOST} and {@code wss://HOST} have a port of their own. */
record ListenAddress(String scheme, String host, int port) {
    private static final String HTTP = "http";
    private static final Set<String> ENCRYPTED = Set.of("tls", "wss");
    private static final Set<String> FOR_BROWSERS = Set.of("ws", "wss");
    private static final Set<String> SCHEMES = Set.of("tcp", "tls", "ws", "wss");
    private static final int WEB_SOCKET_PORT = 8076;
    private static final int MAX_PORT = 65_535;

    /** @throws ConfigException when {@code text} is anything else */
    static ListenAddress parse(String text) {
        return of(text).filter(address -> SCHEMES.contains(address.scheme)).orElseThrow(
                () -> new ConfigException("listen: " + text + " is not tcp://HOST:PORT, tls://…, ws://… or wss://…"));
    }

    /**
     * {@return where to listen for operators}
     *
     * @throws ConfigException when {@code text} is not {@code HOST:PORT}
     */
    static ListenAddress forOperators(String text) {
        return of(HTTP + "://" + text).orElseThrow(() -> new ConfigException("admin: " + text + " is not HOST:PORT"));
    }

    /** {@return where a server of this configuration is to listen, in order} */
    static List<ListenAddress> all(ServerConfig config) {
        return config.get(Settings.LISTEN).stream().map(ListenAddress::parse).toList();
    }

    /** {@return the socket address, unresolved when the name does not resolve} */
    InetSocketAddress socketAddress() {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(bare, port);
    }

    boolean isForBrowsers() {
        return FOR_BROWSERS.contains(scheme);
    }

    boolean isEncrypted() {
        return ENCRYPTED.contains(scheme);
    }

    /** {@return whether nobody but this machine can come there} */
    boolean isLocal() {
        InetAddress resolved = socketAddress().getAddress();
        return resolved != null && resolved.isLoopbackAddress();
    }

    String uri(int realPort) {
        return scheme + "://" + host + ":" + realPort;
    }

    private static Optional<ListenAddress> of(String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            boolean plain = "".equals(uri.getRawPath()) && uri.getRawQuery() == null && uri.getRawUserInfo() == null;
            boolean withoutPort = host != null && host.equals(uri.getRawAuthority());
            int port = withoutPort && FOR_BROWSERS.contains(uri.getScheme()) ? WEB_SOCKET_PORT : uri.getPort();
            return plain && host != null && port >= 0 && port <= MAX_PORT
                    ? Optional.of(new ListenAddress(uri.getScheme(), host, port))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
