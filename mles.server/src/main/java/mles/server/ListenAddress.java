package mles.server;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** Where to listen, as in {@code tcp://HOST:PORT}; {@code ws://HOST} has a port of its own. */
record ListenAddress(String scheme, String host, int port) {
    static final String TCP = "tcp";
    private static final String WEB_SOCKET = "ws";
    private static final int WEB_SOCKET_PORT = 8076;
    private static final int MAX_PORT = 65_535;

    /** @throws ConfigException when {@code text} is anything else */
    static ListenAddress parse(String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            boolean plain = "".equals(uri.getRawPath()) && uri.getRawQuery() == null && uri.getRawUserInfo() == null;
            boolean forBrowsers = WEB_SOCKET.equals(uri.getScheme());
            boolean withoutPort = forBrowsers && host != null && host.equals(uri.getRawAuthority());
            int port = withoutPort ? WEB_SOCKET_PORT : uri.getPort();
            if ((forBrowsers || TCP.equals(uri.getScheme())) && host != null && plain && port >= 0
                    && port <= MAX_PORT) {
                return new ListenAddress(uri.getScheme(), host, port);
            }
        } catch (IllegalArgumentException e) {
            // refused below, with what is allowed
        }
        throw new ConfigException("listen: " + text + " is not tcp://HOST:PORT or ws://HOST:PORT");
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
        return scheme.equals(WEB_SOCKET);
    }

    String uri(int realPort) {
        return scheme + "://" + host + ":" + realPort;
    }
}
