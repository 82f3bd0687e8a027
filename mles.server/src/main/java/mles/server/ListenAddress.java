package mles.server;

import java.net.InetSocketAddress;
import java.net.URI;

/** Where to listen, as in {@code tcp://HOST:PORT}. */
record ListenAddress(String scheme, String host, int port) {
    private static final int MAX_PORT = 65_535;

    /** @throws ConfigException when {@code text} is anything else */
    static ListenAddress parse(String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            boolean plain = "".equals(uri.getRawPath()) && uri.getRawQuery() == null && uri.getRawUserInfo() == null;
            if ("tcp".equals(uri.getScheme()) && host != null && plain && uri.getPort() >= 0
                    && uri.getPort() <= MAX_PORT) {
                return new ListenAddress(uri.getScheme(), host, uri.getPort());
            }
        } catch (IllegalArgumentException e) {
            // refused below, with what is allowed
        }
        throw new ConfigException("listen: " + text + " is not tcp://HOST:PORT");
    }

    /** {@return the socket address, unresolved when the name does not resolve} */
    InetSocketAddress socketAddress() {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(bare, port);
    }

    String uri(int realPort) {
        return scheme + "://" + host + ":" + realPort;
    }
}
