package mles.protocol;

import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * Socket addresses in the one spelling that both sides hash (SPEC 3.3): {@code a.b.c.d:port}, or eight groups of
 * lower-case hexadecimal digits without leading zeros and without {@code ::} in brackets.
 */
public final class AddressText {
    private static final int GROUPS = 8;
    private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private AddressText() {
    }

    /**
     * {@return the text for {@code address}; the dotted form for IPv4}
     *
     * @throws IllegalArgumentException when the address is not resolved
     */
    public static String of(InetSocketAddress address) {
        return of(raw(address), address.getPort());
    }

    /**
     * {@return the eight-group text for {@code address}, also where it is IPv4} A server on {@code [::]} sees IPv4
     * clients like this, the reference hashes it like this, and Java hides it (SPEC 3.4).
     *
     * @throws IllegalArgumentException when the address is not resolved
     */
    public static String mapped(InetSocketAddress address) {
        byte[] ip = raw(address);
        if (ip.length == 4) {
            byte[] mapped = Arrays.copyOf(MAPPED_PREFIX, 16);
            System.arraycopy(ip, 0, mapped, MAPPED_PREFIX.length, 4);
            ip = mapped;
        }
        return of(ip, address.getPort());
    }

    /**
     * {@return the text for an address of 4 or 16 bytes}
     *
     * @throws IllegalArgumentException for any other number of bytes, or a port outside 0 to 65535
     */
    public static String of(byte[] ip, int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("a port is 0 to 65535, this is " + port);
        }
        return switch (ip.length) {
            case 4 -> (ip[0] & 0xff) + "." + (ip[1] & 0xff) + "." + (ip[2] & 0xff) + "." + (ip[3] & 0xff) + ":" + port;
            case 16 -> "[" + groups(ip) + "]:" + port;
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, this has " + ip.length);
        };
    }

    /** {@return whether {@code address} is IPv4, mapped or not, so that {@link #of} and {@link #mapped} differ} */
    public static boolean hasTwoForms(InetSocketAddress address) {
        return raw(address).length == 4;
    }

    private static String groups(byte[] ip) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            int group = ((ip[2 * i] & 0xff) << 8) | (ip[2 * i + 1] & 0xff);
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
        }
        return text.toString();
    }

    private static byte[] raw(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("an unresolved address has no text: " + address.getHostString());
        }
        byte[] ip = address.getAddress().getAddress();
        // A transport that does not hide mapped addresses shows the same client as one that does.
        return Arrays.mismatch(ip, MAPPED_PREFIX) == MAPPED_PREFIX.length ? Arrays.copyOfRange(ip, 12, 16) : ip;
    }
}
