package mles.redis.history;

import mles.redis.RedisAddress;
import mles.redis.RedisServer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mles.client.MlesClient;
import mles.client.Received;
import mles.client.Session;
import mles.protocol.ChannelName;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.spi.Retention;
import mles.server.spi.ServerEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A server whose Redis is killed under it and comes back with what it had. */
@Timeout(120)
class RedisAwayTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theServerGoesOnFromMemoryAndCatchesUp() throws Exception {
        Told told = new Told();
        try (RedisServer redis = RedisServer.start(folder, "--appendonly", "yes", "--appendfsync", "always");
                RedisStore store = new RedisStore(RedisAddress.parse("redis:", redis.place("lemon")), false)) {
            try (MlesServer server = MlesServer.builder()
                    .config(ServerConfig.builder().set(Settings.HISTORY_LIMIT, 1000).build())
                    .listen("tcp://127.0.0.1:0").sharedKey("figs").history(store)
                    .events(told).build()) {
                MlesClient client = MlesClient.builder(server.start().getFirst().uri()).sharedKey("figs").build();
                try (Session ann = client.join("ann", "lab"); Session bob = client.join("bob", "lab")) {
                    send(ann, 0, 50);
                    List<String> delivered = received(bob, 50);
                    RedisServer.await("all is stored", () -> server.stats().historyLagBytes() == 0);
                    redis.kill();
                    send(ann, 50, 100);
                    delivered.addAll(received(bob, 50));
                    assertEquals(texts(100), delivered, "delivered while Redis is away");
                    assertEquals("failed", told.next());
                    RedisServer.await("the lag shows", () -> server.stats().historyLagBytes() > 0);
                    redis.start();
                    assertEquals("recovered", told.next());
                    send(ann, 100, 150);
                    RedisServer.await("all is stored", () -> server.stats().historyLagBytes() == 0);
                }
            }
            try (RedisStore reader = new RedisStore(RedisAddress.parse("redis:", redis.place("lemon")), true)) {
                reader.start();
                assertEquals(texts(150), Appending.load(reader, Retention.ALL).stream().filter(text -> !text.isEmpty())
                        .toList(), "each once, in order");
            }
        }
    }

    @Test
    void aFullRedisKeepsWhatItHad() throws Exception {
        Told told = new Told();
        try (RedisServer redis = RedisServer.start(folder);
                Jedis admin = redis.connect();
                RedisStore store = new RedisStore(RedisAddress.parse("redis:", redis.place("lemon")), false)) {
            try (MlesServer server = MlesServer.builder()
                    .config(ServerConfig.builder().set(Settings.HISTORY_LIMIT, 2).build())
                    .listen("tcp://127.0.0.1:0").sharedKey("figs").history(store)
                    .events(told).build()) {
                MlesClient client = MlesClient.builder(server.start().getFirst().uri()).sharedKey("figs").build();
                try (Session ann = client.join("ann", "lab")) {
                    send(ann, 0, 2);
                    RedisServer.await("both are stored", () -> stored(redis).equals(List.of("0", "1")));
                    admin.configSet("maxmemory", "1");
                    send(ann, 2, 10);
                    RedisServer.await("it was tried again", () -> server.stats().historyFailures() >= 2);
                    assertEquals(List.of("0", "1"), stored(redis), "although more has gone by than is kept");
                    admin.configSet("maxmemory", "0");
                    assertEquals("failed", told.next());
                    assertEquals("recovered", told.next());
                }
            }
            List<String> after = stored(redis);
            assertEquals(List.of("8", "9"), after.subList(after.size() - 2, after.size()));
        }
    }

    private static List<String> stored(RedisServer redis) {
        try (RedisStore reader = new RedisStore(RedisAddress.parse("redis:", redis.place("lemon")), true)) {
            reader.start();
            return Appending.load(reader, Retention.ALL).stream().filter(text -> !text.isEmpty()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Session session, int from, int to) {
        IntStream.range(from, to).forEach(i -> session.send("" + i));
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "" + i).toList();
    }

    private static List<String> received(Session session, int count) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            Received next = session.receive();
            if (!next.isEmpty()) {
                texts.add(next.text());
            }
        }
        return texts;
    }

    /** The events of the server about its store. */
    private static final class Told implements ServerEvents {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void storeFailed(ChannelName channel, String why) {
            events.add("failed");
        }

        @Override
        public void storeRecovered(ChannelName channel) {
            events.add("recovered");
        }

        String next() throws InterruptedException {
            String event = events.poll(60, TimeUnit.SECONDS);
            return event == null ? "nothing" : event;
        }
    }
}
