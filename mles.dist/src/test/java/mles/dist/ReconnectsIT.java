package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import mles.client.ServerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A {@link Conversation} over servers of the image that are killed, one every ten seconds. */
@Timeout(400)
class ReconnectsIT {
    private static final int SERVERS = 3;
    private static final int BETWEEN_KILLS = Math.min(10, Conversation.SECONDS / 2);

    @TempDir
    private Path folder = Path.of("");
    private final ImageProcess[] servers = new ImageProcess[SERVERS];
    private final InetSocketAddress[] addresses = new InetSocketAddress[SERVERS];

    @AfterEach
    void stop() {
        for (ImageProcess server : servers) {
            if (server != null) {
                server.close();
            }
        }
    }

    @Test
    void eachMessageComesOnceOverAnyServerOfACluster() throws Exception {
        Path image = ImageCopy.withNats(folder);
        try (TestNats nats = TestNats.start(folder)) {
            for (int i = 0; i < SERVERS; i++) {
                addresses[i] = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
                start(image, i, nats);
            }
            new Conversation(this::anyServer).run(() -> {
                for (int i = BETWEEN_KILLS; i < Conversation.SECONDS; i += BETWEEN_KILLS) {
                    TimeUnit.SECONDS.sleep(BETWEEN_KILLS);
                    int victim = i % SERVERS;
                    servers[victim].close();
                    start(image, victim, nats);
                }
            });
            System.err.println("doubled in the history: " + Conversation.doubledIn(anyServer()));
        }
    }

    private InetSocketAddress anyServer() {
        return addresses[ThreadLocalRandom.current().nextInt(SERVERS)];
    }

    private void start(Path image, int index, TestNats nats) throws Exception {
        servers[index] = ImageProcess.start(image.resolve("bin/mles"), Map.of("MLES_KEY", Frames.KEY), "server",
                "--listen",
                "tcp://127.0.0.1:" + addresses[index].getPort(), "--cluster", nats.address(), "--history-limit",
                "" + 10 * Conversation.MESSAGES, "--max-frame", "100000", "--max-first-frame", "100000");
        ServerAddress address = ServerAddress.parse(ServerProcess.address(servers[index].line()));
        assertEquals(addresses[index].getPort(), address.port());
    }
}
