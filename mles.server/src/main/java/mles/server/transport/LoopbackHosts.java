package mles.server.transport;

import io.netty.util.NetUtil;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names under which a page may be loaded that only this machine can have served. */
public final class LoopbackHosts {
    private static final Pattern HOST = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]*)(?::([0-9]{1,5}))?");
    private static final int LARGEST_PORT = 65_535;

    private LoopbackHosts() {
    }

    /**
     * {@return whether {@code host}, as in the header of that name, is an address or {@code localhost}} On loopback any other
     * name proves nothing: its owner can let it stand for 127.0.0.1 when his page is loaded, and the page would then be of
     * the same host.
     */
    public static boolean has(String host) {
        Matcher parts = HOST.matcher(host);
        if (!parts.matches() || (parts.group(2) != null && Integer.parseInt(parts.group(2)) > LARGEST_PORT)) {
            return false;
        }
        String name = parts.group(1);
        return name.equalsIgnoreCase("localhost") || NetUtil.isValidIpV4Address(name)
                || (name.startsWith("[") && NetUtil.isValidIpV6Address(name));
    }
}
