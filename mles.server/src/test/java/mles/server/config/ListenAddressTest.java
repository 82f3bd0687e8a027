package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1:0", "tcp://[::]:8077", "tcp://[::1]:65535", "tcp://localhost:1",
            "ws://[::]:8076", "tcp://my_host:1"})
    void reads(String text) {
        ListenAddress address = ListenAddress.parse(text);
        assertEquals(text, address.uri(address.port()));
        assertEquals(address.port(), address.socketAddress().getPort());
    }

    @Test
    void browsersHaveAPortOfTheirOwn() {
        assertEquals(8076, ListenAddress.parse("ws://localhost").port());
        assertEquals(8076, ListenAddress.parse("wss://localhost").port());
        assertEquals("ws://[::1]:8076", ListenAddress.parse("ws://[::1]").uri(8076));
    }

    @Test
    void realPortTakesThePlaceOfZero() {
        assertEquals("tcp://[::]:99", ListenAddress.parse("tcp://[::]:0").uri(99));
    }

    @Test
    void machineWithoutIpv6IsListenedOnByIpv4() {
        assertEquals("tcp://0.0.0.0:8077", ListenAddress.parse("tcp://[::]:8077").here(false).uri(8077));
        assertEquals("tcp://[::1]:8077", ListenAddress.parse("tcp://[::1]:8077").here(false).uri(8077));
        assertEquals("tcp://[::]:8077", ListenAddress.parse("tcp://[::]:8077").here(true).uri(8077));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp", "tcp:", "tcp://", "tcp://host", "tcp://host:", "tcp://host:65536", "tcp://:1",
            "tcp://host:-1", "udp://host:1", "host:1", "tcp://host:1/", "tcp://host:1?a",
            "tcp://u@host:1",
            "tcp:host:1", "tcp://[::1:1", "tcp://ho st:1", "http://host:1", "tls://host", "ws://host:", "ws://u@host",
            "ws://"})
    void refuses(String text) {
        String message = String
                .valueOf(assertThrows(ConfigException.class, () -> ListenAddress.parse(text)).getMessage());
        assertTrue(message.matches("listen: \\Q" + text + "\\E: (scheme|host|port): expected .*, was '?[^']*'?"),
                message);
    }
}
