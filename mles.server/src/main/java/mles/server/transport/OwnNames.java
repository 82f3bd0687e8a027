package mles.server.transport;

import io.netty.util.NetUtil;

/** Names under which a page may be loaded that only this machine can have served. */
public final class OwnNames {
    private OwnNames() {
    }

    /**
     * {@return whether {@code host}, as in the header of that name, is an address or {@code localhost}} On loopback any other
     * name proves nothing: its owner can let it stand for 127.0.0.1 when his page is loaded, and the page would then be of
     * the same host.
     */
    public static boolean has(String host) {
        int port = host.lastIndexOf(':');
        String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return name.equalsIgnoreCase("localhost") || name.startsWith("[") || NetUtil.isValidIpV4Address(name);
    }
}
