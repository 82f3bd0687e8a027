package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    private static final List<Scheme> SCHEMES = List.of(new Scheme("tcp", Scheme.REQUIRED, false),
            new Scheme("tls", Scheme.REQUIRED, true), new Scheme("ws", 8076, false), new Scheme("wss", 8076, true));

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:0", "tcp://[::]:8077", "tcp://[::1]:65535", "tcp://localhost:1",
            "ws://[::]:8076", "tcp://my_host:1"})
    void reads(String text) {
        ListenAddress address = ListenAddress.parse(text, SCHEMES);
        assertEquals(text, address.uri(address.port()));
        assertEquals(address.port(), address.socketAddress().getPort());
    }

    @Test
    void schemesMayHaveAPortOfTheirOwn() {
        assertEquals(8076, ListenAddress.parse("ws://localhost", SCHEMES).port());
        assertEquals(8076, ListenAddress.parse("wss://localhost", SCHEMES).port());
        assertEquals("ws://[::1]:8076", ListenAddress.parse("ws://[::1]", SCHEMES).uri(8076));
    }

    @Test
    void anAddressIsEncryptedAsItsSchemeIs() {
        assertTrue(ListenAddress.parse("wss://[::1]", SCHEMES).scheme().isEncrypted());
        assertFalse(ListenAddress.parse("ws://[::1]", SCHEMES).scheme().isEncrypted());
    }

    @Test
    void realPortTakesThePlaceOfZero() {
        assertEquals("tcp://[::]:99", ListenAddress.parse("tcp://[::]:0", SCHEMES).uri(99));
    }

    @Test
    void machineWithoutIpv6IsListenedOnByIpv4() {
        assertEquals("tcp://0.0.0.0:8077", ListenAddress.parse("tcp://[::]:8077", SCHEMES).here(false).uri(8077));
        assertEquals("tcp://[::1]:8077", ListenAddress.parse("tcp://[::1]:8077", SCHEMES).here(false).uri(8077));
        assertEquals("tcp://[::]:8077", ListenAddress.parse("tcp://[::]:8077", SCHEMES).here(true).uri(8077));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp", "tcp:", "tcp://", "tcp://host", "tcp://host:", "tcp://host:65536", "tcp://:1",
            "tcp://host:-1", "udp://host:1", "host:1", "tcp://host:1/", "tcp://host:1?a",
            "tcp://u@host:1",
            "tcp:host:1", "tcp://[::1:1", "tcp://ho st:1", "http://host:1", "tls://host", "ws://host:", "ws://u@host",
            "ws://"})
    void refuses(String text) {
        String message = String
                .valueOf(assertThrows(ConfigException.class, () -> ListenAddress.parse(text, SCHEMES)).getMessage());
        assertTrue(message.matches("listen: \\Q" + text + "\\E: (scheme|host|port): expected .*, was '?[^']*'?"),
                message);
    }
}
