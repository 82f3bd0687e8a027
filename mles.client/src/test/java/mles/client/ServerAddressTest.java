package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({"localhost, localhost, 8077, false", "localhost:9, localhost, 9, false",
            "tcp://h.example, h.example, 8077, false",
            "tls://h.example:65535, h.example, 65535, true", "TLS://h, h, 8077, true", "[::1]:80, ::1, 80, false",
            "[::1], ::1, 8077, false", "::1, ::1, 8077, false", "my_root:1, my_root, 1, false",
            "tls://[fe80::1%eth0]:1, fe80::1%eth0, 1, true",
            "10.0.0.1, 10.0.0.1, 8077, false",
            "[::ffff:10.0.0.1], ::ffff:10.0.0.1, 8077, false"})
    void takesTheFormsOfTheCommandLine(String text, String host, int port, boolean tls) {
        assertEquals(new ServerAddress(host, port, tls), ServerAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "tcp://", ":8077", "host:", "host:0", "host:65536", "host:-1", "host:+1", "host:٣",
            "host:123456",
            "host/path", "tcp://host:1/", "http://host", "user@host", "[]", "[::1", "[host]", "[::1]8077", "[::1]:",
            "two words", "host:1:2", "tcp://tcp://host"})
    void refusesEverythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> ServerAddress.parse(text));
    }
}
