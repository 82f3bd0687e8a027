package mles.redis.history;

import mles.redis.Detour;
import mles.redis.RedisAddress;
import mles.redis.RedisServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mles.server.spi.ChannelHistory;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreAnswer;
import mles.testkit.jqwik.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ClientKillParams;

/** The right to write, when machines, networks and Redis itself change without a word. */
@Timeout(120)
class LeaseTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String NAME = "name=mles:lemon:";

    @TempDir
    private Path folder = Path.of("");
    private RedisServer server;
    private Jedis redis;

    @BeforeEach
    void start() throws IOException {
        server = RedisServer.start(folder);
        redis = server.connect();
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @Test
    void aMachineThatIsGoneKeepsThePlaceForTheTimeOfTheLeaseAndWritesNoMore() throws IOException {
        try (Detour relay = new Detour(server.port()); RedisStore gone = store(relay.place("lemon"), SHORT)) {
            gone.start();
            try (ChannelHistory lab = Stores.opened(gone, Stores.LAB, Retention.ALL)) {
                Appending.append(lab, "a");
                relay.stop();
                StoreAnswer late = Appending.begin(lab, "late");
                try (RedisStore next = store(server.place("lemon"), SHORT)) {
                    assertTrue(redis.clientList().contains(NAME), "Redis keeps the connection");
                    next.start();
                    relay.goOn();
                    assertNotNull(late.awaitFailure());
                    assertTrue(Appending.refused(lab, "later").contains("redis"));
                    assertEquals(List.of("a"), Appending.load(next, Retention.ALL));
                    assertThrows(IOException.class, () -> gone.writer().call(Jedis::ping), "no way back");
                }
            }
        }
    }

    @Test
    void aServerThatLivesKeepsThePlace() throws IOException {
        try (RedisStore first = store(server.place("lemon"), SHORT);
                RedisStore second = store(server.place("lemon"), LONG)) {
            first.start();
            IOException e = assertThrows(IOException.class, second::start);
            assertEquals("redis " + server.place("lemon") + ": another server uses it", e.getMessage());
            try (ChannelHistory lab = Stores.opened(first, Stores.LAB, Retention.ALL)) {
                Appending.append(lab, "a");
            }
        }
        try (RedisStore next = store(server.place("lemon"), LONG)) {
            next.start();
        }
    }

    @Test
    void nothingComesLateThroughAnEarlierConnection() throws IOException {
        try (RedisStore store = store(server.place("lemon"), LONG); Jedis earlier = server.connect()) {
            store.start();
            String name = store.writer().call(Jedis::clientGetname);
            redis.clientKill(ClientKillParams.clientKillParams().id("" + store.writer().call(Jedis::clientId)));
            earlier.clientSetname(name);
            RedisServer.await("it is connected again", () -> {
                try {
                    return store.writer().call(Jedis::ping).equals("PONG");
                } catch (IOException e) {
                    return false;
                }
            });
            assertThrows(JedisException.class, earlier::ping);
        }
    }

    @Test
    void afterAFailoverTheNameIsLookedUpAnew() throws IOException {
        try (RedisServer replica = replica();
                Jedis promoted = replica.connect();
                Detour name = new Detour(server.port());
                RedisStore store = store(name.place("lemon"), LONG)) {
            store.start();
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                Appending.append(lab, "a");
                RedisServer.await("the replica has it", () -> promoted.xlen("lemon:channel:lab") == 1);
                failOver(promoted, name, replica);
                assertTrue(Appending.refused(lab, "b").contains("READONLY"));
            }
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                Appending.append(lab, "b");
            }
            assertEquals(List.of("a", "b"), Appending.load(store, Retention.ALL));
            assertEquals(2, promoted.xlen("lemon:channel:lab"));
        }
    }

    @Test
    void aServerWithNothingToStoreNoticesAFailover() throws IOException {
        try (RedisServer replica = replica();
                Jedis promoted = replica.connect();
                Detour name = new Detour(server.port());
                RedisStore store = store(name.place("lemon"), SHORT)) {
            store.start();
            RedisServer.await("the replica follows", () -> promoted.exists("lemon:format"));
            failOver(promoted, name, replica);
            RedisServer.await("it writes to the promoted one", () -> promoted.clientList().contains(NAME));
        }
    }

    private RedisServer replica() throws IOException {
        return RedisServer.start(Files.createDirectory(folder.resolve("replica")), "--replicaof", "127.0.0.1",
                "" + server.port());
    }

    private void failOver(Jedis promoted, Detour name, RedisServer replica) {
        promoted.replicaofNoOne();
        redis.replicaof("127.0.0.1", replica.port());
        name.lead(replica.port());
    }

    private static RedisStore store(String place, Duration lease) {
        return new RedisStore(RedisAddress.parse("redis:", place), false, lease);
    }
}
