package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
    private static final BrowserRules TOKEN = new BrowserRules(true, "sesame"::equals, List.of("same-host"), false);
    private static final String SESAME = ", mles-token.c2VzYW1l";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mles-websocket-2, mles-websocket | true  | 101 mles-websocket-2
            mles-websocket, mles-websocket-2 | true  | 101 mles-websocket-2
            mles-websocket-2                 | true  | 101 mles-websocket-2
            mles-websocket                   | true  | 101 mles-websocket
            mles-websocket-2, mles-websocket | false | 101 mles-websocket
            mles-websocket                   | false | 101 mles-websocket
            mles-websocket-2                 | false | 400
            mles-websocket-3                 | true  | 400
            """)
    void theBestOfBothIsSelected(String offered, boolean positions, String answer) throws Exception {
        try (EnvelopeBridge bridge = new EnvelopeBridge()) {
            bridge.gate.positions = positions;
            assertEquals(answer, bridge.request(offered));
        }
    }

    @Test
    void aWrongTokenIsToldToAPage() throws Exception {
        try (EnvelopeBridge bridge = new EnvelopeBridge(TOKEN)) {
            assertEquals("101 mles-websocket-2", bridge.request(EnvelopeBridge.BOTH + ", mles-token.eA"));
            assertEquals(List.of("close 1008 wrong-token"), bridge.sent());
            assertFalse(bridge.socket.config().isAutoRead(), "something could be read");
            bridge.pass(3);
            assertFalse(bridge.socket.isOpen());
        }
        try (EnvelopeBridge bridge = new EnvelopeBridge(TOKEN)) {
            assertEquals("101 mles-websocket-2", bridge.request(EnvelopeBridge.BOTH + SESAME));
            assertEquals(List.of("{hello=2, ping=8000}"), bridge.sent());
        }
        try (EnvelopeBridge bridge = new EnvelopeBridge(TOKEN)) {
            assertEquals("401", bridge.request("mles-websocket"));
        }
    }

    @Test
    void aWrongOriginIsToldToAPage() throws Exception {
        try (EnvelopeBridge bridge = new EnvelopeBridge()) {
            assertEquals("101 mles-websocket-2",
                    bridge.request(EnvelopeBridge.BOTH, "Origin: https://example.org\r\n"));
            assertEquals(List.of("close 1008 wrong-origin"), bridge.sent());
        }
        try (EnvelopeBridge bridge = new EnvelopeBridge()) {
            bridge.gate.positions = false;
            assertEquals("101 mles-websocket", bridge.request(EnvelopeBridge.BOTH, "Origin: null\r\n"));
            assertEquals(List.of("close 1008 wrong-origin"), bridge.sent());
        }
        try (EnvelopeBridge bridge = new EnvelopeBridge()) {
            assertEquals("403", bridge.request("mles-websocket", "Origin: https://example.org\r\n"));
        }
    }
}
