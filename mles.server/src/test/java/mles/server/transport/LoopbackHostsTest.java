package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackHostsTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:8076", "127.0.0.1", "192.0.2.1:65535", "[::1]", "[::1]:8076",
            "[2001:db8::1]:1"})
    void own(String host) {
        assertTrue(LoopbackHosts.has(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "[evil", "[evil]", "[evil]:80", "[::1", "[]", "[::1].evil", "[::1]x:80", "::1",
            "localhost:evil", "localhost:", "localhost:65536", "localhost:80:80", "localhost.evil", "evil.example",
            "127.0.0.1.evil", "127.0.0.1:evil", "127.0.0.1@evil", "[[::1]]"})
    void others(String host) {
        assertFalse(LoopbackHosts.has(host));
    }
}
