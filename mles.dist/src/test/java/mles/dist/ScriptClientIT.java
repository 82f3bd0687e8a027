package mles.dist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.websocket.WebSocketSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A {@link ScriptConversation} on one server: in Node and in a browser, over cuts and restarts. */
@Timeout(300)
class ScriptClientIT {
    private static final int BETWEEN_RESTARTS = Math.min(10, ScriptConversation.SECONDS / 2);

    @TempDir
    private Path folder = Path.of("");
    @TempDir
    private Path store = Path.of("");
    private final int port = Ports.free();
    private ScriptConversation conversation;

    @BeforeEach
    void prepare() throws IOException {
        conversation = new ScriptConversation(folder, List.of(port));
    }

    @Test
    void eachMessageComesOnceAndInOrderOverCuts() throws Exception {
        try (TestServer server = start()) {
            ScriptConversation.end(conversation.start());
            assertTrue(server.stats().members() < 100, "dead connections go");
        }
    }

    @Test
    void eachMessageComesOnceAndInOrderOverRestarts() throws Exception {
        TestServer server = start();
        try {
            Process script = conversation.start();
            while (!script.waitFor(BETWEEN_RESTARTS, TimeUnit.SECONDS)) {
                server.close();
                server = start();
            }
            ScriptConversation.end(script);
        } finally {
            server.close();
        }
    }

    @Test
    void eachMessageComesOnceAndInOrderInABrowser() throws Exception {
        try (TestServer server = start(); Chromium chromium = ChatPage.browser()) {
            Process cables = conversation.startCables();
            BufferedReader told = cables.inputReader(StandardCharsets.UTF_8);
            String address = "127.0.0.1:" + told.readLine();
            Chromium.Page page = chromium.open("http://" + address + "/", 1000, 640);
            ChatPage.ready(page);
            page.evaluate(ScriptConversation.FETCH);
            cables.outputWriter().append('\n').flush();
            String counts = page.evaluate(conversation.expression("ws://" + address));
            System.err.println("in a browser: " + counts);
            assertTrue(counts.contains("\"isGood\":true"), counts);
            cables.getOutputStream().close();
            ScriptConversation.end(cables);
            assertTrue(server.stats().members() < 100, "dead connections go");
        }
    }

    /** There is no promise, so it is for its counts: only in a long run. */
    @Test
    @EnabledIfSystemProperty(named = "mles.cuts.seconds", matches = "\\d+")
    void clientsOfTheOlderSubprotocolComeBack() throws Exception {
        try (TestServer server = start()) {
            ScriptConversation.end(conversation.startOld());
            assertTrue(server.stats().receivedFrames() > 0);
        }
    }

    private TestServer start() {
        return TestServer.start(Transport.AUTO,
                config -> config.parse(Settings.LISTEN, "tcp://127.0.0.1:0,ws://127.0.0.1:" + port)
                        .parse(Settings.HISTORY, "file:" + store).set(Settings.HISTORY_LIMIT, 1_000_000)
                        .set(WebSocketSettings.WS_PING, Duration.ofSeconds(1)));
    }
}
