package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebOriginTest {

    @ParameterizedTest
    @CsvSource({"https://example.org, https://example.org", "https://example.org/, https://example.org",
            "https://example.org:443, https://example.org", "http://example.org:80/, http://example.org",
            "http://example.org:443, http://example.org:443", "HTTPS://Example.ORG:8443, https://example.org:8443",
            "http://[::1]:8076, http://[::1]:8076", "https://bücher.example, https://xn--bcher-kva.example",
            "http://my_box, http://my_box", "chrome-extension://abcdef, chrome-extension://abcdef", "null, null"})
    void oneWayToWriteIt(String text, String normal) {
        assertEquals(Optional.of(normal), WebOrigin.normal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.org", "https://", "https://*.example.org", "https://example.org/page",
            "https://me@example.org", "https://example.org:port", "https://a b", "://x", "NULL"})
    void none(String text) {
        assertEquals(Optional.empty(), WebOrigin.normal(text));
    }
}
