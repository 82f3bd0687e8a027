package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Keys against a second hash, and who matches whom (SPEC 3). */
class KeyProperties {

    @Example
    void theReferenceHashGivesThePublishedValue() {
        byte[] message = new byte[15];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) i;
        }
        assertEquals(0xa129ca6149be45e5L,
                ReferenceSipHash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, message));
    }

    @Property(tries = 2000)
    void hash(@ForAll long seed) {
        Samples samples = new Samples(seed);
        byte[] bytes = samples.bytes(samples.size());
        SipHash hash = new SipHash();
        hash.update(bytes);
        assertEquals(ReferenceSipHash.hash(0, 0, bytes), hash.finish());
    }

    @Property(tries = 1000)
    void keyAndCidOfStrings(@ForAll long seed) {
        Samples samples = new Samples(seed);
        String[] strings = Stream.generate(samples::name).limit(samples.random().nextInt(5)).toArray(String[]::new);
        long key = ConnectionKey.of(strings);
        assertEquals(reference(strings), key);
        assertEquals(new ConnectionId((int) (key & 0xffff_ffffL)), ConnectionId.of(key));
    }

    @Property(tries = 1000)
    void aSharedKeyIsAllThatCounts(@ForAll long seed) throws UnknownHostException {
        Samples samples = new Samples(seed);
        String uid = samples.name();
        String channel = samples.name();
        Credentials credentials = Credentials.of("s" + samples.name(), samples.name());
        long key = credentials.key(address(samples, 4), uid, channel);
        assertTrue(credentials.matches(key, address(samples, 16), uid, channel));
        assertEquals(key, credentials.mappedKey(address(samples, 4), uid, channel));
        assertFalse(credentials.matches(key ^ (1L << samples.random().nextInt(64)), address(samples, 4), uid, channel));
        assertFalse(credentials.matches(key, address(samples, 4), uid + "x", channel));
        assertFalse(credentials.matches(key, address(samples, 4), uid, channel + "x"));
    }

    @Property(tries = 1000)
    void anIpv4AddressCountsInBothForms(@ForAll long seed) throws UnknownHostException {
        Samples samples = new Samples(seed);
        String uid = samples.name();
        String channel = samples.name();
        String addressKey = samples.name();
        InetSocketAddress remote = address(samples, 4);
        byte[] ip = remote.getAddress().getAddress();
        String dotted = remote.getAddress().getHostAddress() + ":" + remote.getPort();
        String mapped = String.format("[0:0:0:0:0:ffff:%x:%x]:%d", (ip[0] & 0xff) << 8 | (ip[1] & 0xff),
                (ip[2] & 0xff) << 8 | (ip[3] & 0xff), remote.getPort());
        Credentials credentials = Credentials.of(samples.random().nextBoolean() ? null : "", addressKey);
        long plainKey = withAddressKey(dotted, addressKey, uid, channel);
        long mappedKey = withAddressKey(mapped, addressKey, uid, channel);
        assertEquals(plainKey, credentials.key(remote, uid, channel));
        assertEquals(mappedKey, credentials.mappedKey(remote, uid, channel));
        int bit = samples.random().nextInt(64);
        for (long key : new long[]{plainKey, mappedKey}) {
            assertTrue(credentials.matches(key, remote, uid, channel));
            assertFalse(credentials.matches(key ^ (1L << bit), remote, uid, channel));
            assertFalse(credentials.matches(key, elsewhere(remote), uid, channel));
            assertFalse(Credentials.of(null, addressKey + "x").matches(key, remote, uid, channel));
        }
    }

    @Property(tries = 1000)
    void anIpv6AddressHasOneForm(@ForAll long seed) throws UnknownHostException {
        Samples samples = new Samples(seed);
        InetSocketAddress remote = address(samples, 16);
        long key = reference(AddressText.of(remote), "u", "c");
        assertEquals(key, Credentials.none().key(remote, "u", "c"));
        assertEquals(key, Credentials.none().mappedKey(remote, "u", "c"));
        assertTrue(Credentials.none().matches(key, remote, "u", "c"));
        assertFalse(Credentials.none().matches(key, elsewhere(remote), "u", "c"));
    }

    private static long withAddressKey(String address, String addressKey, String uid, String channel) {
        return addressKey.isEmpty()
                ? reference(address, uid, channel)
                : reference(address, addressKey, uid, channel);
    }

    private static long reference(String... strings) {
        ByteArrayOutputStream hashed = new ByteArrayOutputStream();
        for (String string : strings) {
            hashed.writeBytes(string.getBytes(StandardCharsets.UTF_8));
            hashed.write(0xff);
        }
        return ReferenceSipHash.hash(0, 0, hashed.toByteArray());
    }

    private static InetSocketAddress elsewhere(InetSocketAddress address) {
        return new InetSocketAddress(address.getAddress(), address.getPort() ^ 1);
    }

    private static InetSocketAddress address(Samples samples, int size) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(samples.bytes(size)), samples.random().nextInt(0x1_0000));
    }
}
