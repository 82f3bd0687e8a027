package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A {@link Conversation} over one server, which may restart every ten seconds. */
@Timeout(300)
class ReconnectsTest {
    private static final int BETWEEN_RESTARTS = Math.min(10, Conversation.SECONDS / 2);

    @TempDir
    private Path folder = Path.of("");
    private InetSocketAddress address = new InetSocketAddress(0);
    private TestServer server;

    @BeforeEach
    void begin() {
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
        server = start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eachMessageComesOnceHoweverOftenCablesAreCut() throws Exception {
        new Conversation(() -> address).run(() -> {
        });
        assertEquals(0, Conversation.doubledIn(address));
    }

    @Test
    void eachMessageComesOnceWhenTheServerRestarts() throws Exception {
        new Conversation(() -> address).run(() -> {
            for (int i = BETWEEN_RESTARTS; i < Conversation.SECONDS; i += BETWEEN_RESTARTS) {
                TimeUnit.SECONDS.sleep(BETWEEN_RESTARTS);
                restart();
            }
        });
        assertEquals(0, Conversation.doubledIn(address));
    }

    private void restart() {
        server.close();
        server = start();
    }

    private TestServer start() {
        return TestServer.start(Transport.NIO, config -> config.parse(Settings.HISTORY, "file:" + folder)
                .set(Settings.HISTORY_LIMIT, 10 * Conversation.MESSAGES)
                .parse(Settings.LISTEN, "tcp://127.0.0.1:" + address.getPort()));
    }
}
