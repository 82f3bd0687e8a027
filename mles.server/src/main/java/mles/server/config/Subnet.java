package mles.server.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A network of IPv4 or IPv6: the addresses that begin with the same bits.
 *
 * @param address its first address
 * @param bits    number of leading bits that all its addresses share
 */
public record Subnet(InetAddress address, int bits) {
    /** @throws IllegalArgumentException when {@code address} is not the first one of such a network */
    public Subnet {
        byte[] raw = address.getAddress();
        if (bits < 0 || bits > raw.length * Byte.SIZE) {
            throw new IllegalArgumentException("network: expected at most " + raw.length * Byte.SIZE + " bits, was "
                    + bits);
        }
        // A host with a prefix is as likely one host as its network: the larger one is not trusted by mistake.
        for (int bit = bits; bit < raw.length * Byte.SIZE; bit++) {
            if (isSet(raw, bit)) {
                throw new IllegalArgumentException("network: expected its first address, was "
                        + address.getHostAddress());
            }
        }
    }

    /**
     * {@return the network that {@code text} spells: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single address}
     *
     * @throws IllegalArgumentException when it spells none; names of hosts are none
     */
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        byte[] raw = host.indexOf('%') < 0 ? NetUtil.createByteArrayFromIpAddressString(host) : null;
        if (raw == null) {
            throw new IllegalArgumentException("network: expected ADDRESS or ADDRESS/BITS, was " + text);
        }
        InetAddress address;
        try {
            address = InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
        int all = address.getAddress().length * Byte.SIZE;
        return new Subnet(address, slash < 0 ? all : Integer.parseInt(text.substring(slash + 1)));
    }

    /** {@return whether {@code other} is one of its addresses} */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] its = other.getAddress();
        if (mine.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (isSet(mine, bit) != isSet(its, bit)) {
                return false;
            }
        }
        return true;
    }

    /** {@return the network as {@link #parse} reads it} */
    @Override
    public String toString() {
        return NetUtil.toAddressString(address) + "/" + bits;
    }

    private static boolean isSet(byte[] raw, int bit) {
        return (raw[bit / Byte.SIZE] & 0x80 >> (bit % Byte.SIZE)) != 0;
    }
}
