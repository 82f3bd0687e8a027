package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mles.server.config.Transport;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A page of another origin that follows a channel by {@code EventSource} and publishes on it by {@code fetch}. */
@Timeout(120)
class EventSourceIT {
    private final Chromium chromium = ChatPage.browser();
    /** Has a page without a policy, whose origin is another one than that of the server. */
    private final TestServer other = TestServer.start(Transport.AUTO);
    private final String origin = "http://127.0.0.1:" + other.browserAddress().getPort();
    private Chromium.Page page;

    @BeforeEach
    void open() {
        page = chromium.open(origin + "/openapi.json", 800, 600);
        page.await("the page", "document.readyState == 'complete' && location.protocol == 'http:'");
    }

    @AfterEach
    void stop() {
        chromium.close();
        other.close();
    }

    @Test
    void anAllowedOneFollowsAndPublishes() {
        try (TestServer server = start(origin)) {
            follow(server);
            page.await("it follows", "source.readyState == 1");
            assertEquals("200", publish(server));
            page.await("it hears", "heard.join() == 'figs'");
        }
    }

    @Test
    void anotherOneDoesNeither() {
        try (TestServer server = start("https://example.org")) {
            follow(server);
            page.await("it is refused for good", "heard.join() == 'error' && source.readyState == 2");
            assertEquals("TypeError", publish(server));
            assertEquals(0, server.stats().receivedFrames());
        }
    }

    private void follow(TestServer server) {
        page.evaluate("""
                globalThis.heard = [];
                globalThis.source = new EventSource('%s');
                source.onmessage = ({ data }) => heard.push(JSON.parse(data).text);
                source.onerror = () => heard.push('error');""".formatted(channel(server)));
    }

    private String publish(TestServer server) {
        return page.evaluate("fetch('%s', { method: 'POST', body: 'figs' }).then((r) => `${r.status}`, (e) => e.name)"
                .formatted(channel(server)));
    }

    private static String channel(TestServer server) {
        return "http://127.0.0.1:" + server.browserAddress().getPort() + "/channels/lab";
    }

    private static TestServer start(String allowed) {
        return TestServer.start(Transport.AUTO, config -> config.parse(WebSocketSettings.ORIGINS, allowed));
    }
}
