package mles.dist;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Headers with which a load balancer begins a connection (PROXY protocol v2). */
final class ProxyHeader {
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

    private ProxyHeader() {
    }

    /** {@return the header of a connection of {@code client}} */
    static byte[] of(InetSocketAddress client) {
        byte[] address = client.getAddress().getAddress();
        boolean ipv4 = client.getAddress() instanceof Inet4Address;
        return ByteBuffer.allocate(16 + 2 * address.length + 4).put(SIGNATURE).put((byte) 0x21)
                .put((byte) (ipv4 ? 0x11 : 0x21)).putShort((short) (2 * address.length + 4)).put(address)
                .put(new byte[address.length]).putShort((short) client.getPort()).putShort((short) 8077).array();
    }

    /** {@return the header of a connection of the load balancer itself} */
    static byte[] local() {
        return ByteBuffer.allocate(16).put(SIGNATURE).put((byte) 0x20).array();
    }
}
