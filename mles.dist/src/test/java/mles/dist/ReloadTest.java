package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.UnaryOperator;
import mles.protocol.CloseReason;
import mles.websocket.BrowserAuth;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.websocket.WebSocketSettings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** A server that goes on with another configuration, while its members stay. */
class ReloadTest {
    @Test
    void limitsHoldForThoseWhoComeFromNowOn() {
        try (TestServer server = start(config -> config);
                Wire alice = server.join("alice", "lab");
                Wire bob = server.join("bob", "lab")) {
            assertEquals("", alice.nextText());
            reload(server, config -> config.set(Settings.MAX_CONNECTIONS_PER_ADDRESS, 2));
            server.connect().awaitSilentEnd();
            server.awaitCloses(CloseReason.ADDRESS_LIMIT, 1);
            reload(server, config -> config.set(Settings.MAX_CONNECTIONS, 1));
            server.connect().awaitSilentEnd();
            server.awaitCloses(CloseReason.CONNECTION_LIMIT, 1);
            reload(server, config -> config.set(Settings.JOIN_RATE_PER_ADDRESS, 1));
            Await.until("one joins too fast", () -> {
                server.connect().offer(Frames.bytes(Frames.message("carol", "attic", ""))).fin().untilEnd();
                return server.closes(CloseReason.RATE_LIMIT) > 0;
            });
            bob.send(Frames.message("bob", "lab", "still here"));
            assertEquals("still here", alice.nextText());
        }
    }

    @Test
    void channelsThatAreOpenedFromNowOnKeepWhatIsSaidNow() {
        try (TestServer server = start(config -> config)) {
            publishTwice(server, "before");
            reload(server, config -> config.set(Settings.HISTORY_LIMIT, 7).parse("new*", Settings.HISTORY_LIMIT, "1"));
            publishTwice(server, "before");
            publishTwice(server, "new");
            assertEquals(6, server.channel("before").historyFrames());
            assertEquals(1, server.channel("new").historyFrames());
        }
    }

    @Test
    void tokensAreThoseOfNow() {
        try (TestServer server = start(
                config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN).browserToken("old"))) {
            server.server().reload(ServerConfig.builder().keys(Frames.KEY, null).browserToken("new").build());
            assertEquals("401", upgrade(server, "old"));
            assertEquals("101", upgrade(server, "new"));
        }
    }

    @Test
    void whatCannotBeChangesNothing() {
        try (TestServer server = start(
                config -> config.set(WebSocketSettings.WS_AUTH, BrowserAuth.TOKEN).browserToken("old"));
                Wire alice = server.join("alice", "lab")) {
            ServerConfig withoutToken = ServerConfig.builder().set(Settings.MAX_CONNECTIONS, 1).build();
            ConfigException e = assertThrows(ConfigException.class, () -> server.server().reload(withoutToken));
            assertEquals("ws-token-file: expected a file with ws-auth token, was none", e.getMessage());
            server.join("bob", "lab").close();
            assertEquals("", alice.nextText());
        }
    }

    @Test
    void otherSettingsStay() {
        try (TestServer server = start(config -> config.parse(Settings.MAX_NAME, "4"))) {
            reload(server, config -> config.parse(Settings.MAX_NAME, "100"));
            server.connect().send(Frames.message("alice", "laboratory", "")).awaitSilentEnd();
            server.awaitCloses(CloseReason.NAME_TOO_LONG, 1);
        }
    }

    private static TestServer start(UnaryOperator<ServerConfig.Builder> settings) {
        return TestServer.start(Transport.AUTO, settings);
    }

    private static void reload(TestServer server, UnaryOperator<ServerConfig.Builder> change) {
        server.server().reload(change.apply(ServerConfig.builder().keys(Frames.KEY, null)).build());
    }

    private static String upgrade(TestServer server, String token) {
        try (Ws ws = Ws.dial(server.browserAddress())) {
            return ws.request(Ws.upgrade("Authorization: Bearer " + token)).split(" ", -1)[1];
        }
    }

    private static void publishTwice(TestServer server, String channel) {
        try (Wire wire = server.join("alice", channel)) {
            wire.send(Frames.message("alice", channel, "1"), Frames.message("alice", channel, "2")).fin().untilEnd();
        }
    }
}
