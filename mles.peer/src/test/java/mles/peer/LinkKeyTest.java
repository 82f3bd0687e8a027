package mles.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicBoolean;
import mles.protocol.Credentials;
import org.junit.jupiter.api.Test;

class LinkKeyTest {
    private static final Credentials ADDRESS_MODE = Credentials.of(null, "ak");
    private static final InetSocketAddress IPV4 = address(127, 0, 0, 1);
    private static final InetSocketAddress IPV6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    private static final long DOTTED = ADDRESS_MODE.key(IPV4, "u", "c");
    private static final long MAPPED = ADDRESS_MODE.mappedKey(IPV4, "u", "c");

    private final AtomicBoolean usuallyMapped = new AtomicBoolean();
    private final LinkKey key = link(ADDRESS_MODE);

    @Test
    void aRefusalIsAnsweredWithTheOtherFormOnce() {
        for (int attempt = 0; attempt < 3; attempt++) {
            assertEquals(DOTTED, of(key, IPV4));
            assertTrue(key.refused());
            assertEquals(MAPPED, of(key, IPV4));
            assertFalse(key.refused());
        }
    }

    @Test
    void theFormThatWasTakenComesFirstForAllLinks() {
        of(key, IPV4);
        key.refused();
        of(key, IPV4);
        key.accepted();
        assertEquals(MAPPED, of(key, IPV4));
        LinkKey another = link(ADDRESS_MODE);
        assertEquals(MAPPED, of(another, IPV4));
        assertTrue(another.refused());
        assertEquals(DOTTED, of(another, IPV4));
        another.accepted();
        assertEquals(DOTTED, of(key, IPV4));
    }

    @Test
    void whereThereIsOneFormARefusalIsOne() {
        assertEquals(ADDRESS_MODE.key(IPV6, "u", "c"), of(key, IPV6));
        assertFalse(key.refused());
        Credentials shared = Credentials.of("k", null);
        LinkKey withSharedKey = link(shared);
        assertEquals(shared.key(IPV4, "u", "c"), of(withSharedKey, IPV4));
        assertFalse(withSharedKey.refused());
    }

    private LinkKey link(Credentials credentials) {
        return new LinkKey(credentials, usuallyMapped);
    }

    private static InetSocketAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(raw), 4000);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    private static long of(LinkKey key, InetSocketAddress local) {
        return key.of(local, "u", "c");
    }
}
