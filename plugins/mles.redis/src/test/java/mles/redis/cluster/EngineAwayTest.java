package mles.redis.cluster;

import static mles.server.spi.RelayEntry.Kind.MESSAGES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import mles.redis.Detour;
import mles.redis.RedisServer;
import mles.server.spi.RelayEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A Redis that goes away, comes back, and may have lost something. */
@Timeout(120)
class EngineAwayTest {
    private static final int WRITERS = 3;
    private static final int KILLS = 4;
    private static final long PAUSE_NANOS = 700_000_000;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void downAndUpAreTold() throws IOException {
        try (RedisServer redis = kept(); Follower lab = new Follower(redis.place("mles"), "lab", 1).awaitLive()) {
            lab.say("a");
            redis.kill();
            RedisServer.await("down", () -> lab.told().size() == 1);
            // A probe that is under way may be the first to notice.
            assertTrue(lab.told().get(0).matches("down: (the connection was lost|(live entries: )?redis 127.0.0.1:.*)"),
                    lab.told().get(0));
            RelayEntry next = lab.next(MESSAGES, "b");
            String why = lab.propose(next);
            assertTrue(why.startsWith("redis 127.0.0.1:") && why.lines().count() == 1, why);
            redis.start();
            RedisServer.await("up", () -> lab.told().size() == 2);
            assertEquals("up", lab.told().get(1));
            lab.awaitLive();
            assertEquals("", lab.propose(next));
            lab.await(List.of("a", "b"));
            assertEquals(0, lab.resets());
        }
    }

    @Test
    void killsUnderLoadLoseAndRepeatNothing() throws IOException {
        List<Follower> servers = new ArrayList<>();
        try (RedisServer redis = kept()) {
            for (int i = 1; i <= WRITERS; i++) {
                servers.add(new Follower(redis.place("mles"), "lab", i).awaitLive());
            }
            AtomicBoolean stop = new AtomicBoolean();
            List<CompletableFuture<Integer>> writers = servers.stream()
                    .map(each -> CompletableFuture.supplyAsync(() -> publish(each, servers.indexOf(each), stop),
                            Thread::startVirtualThread))
                    .toList();
            for (int i = 0; i < KILLS; i++) {
                LockSupport.parkNanos(PAUSE_NANOS);
                redis.kill();
                redis.start();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            stop.set(true);
            int said = writers.stream().mapToInt(CompletableFuture::join).sum();
            for (Follower each : servers) {
                RedisServer.await("all", () -> each.entries().size() >= said && each.isLive());
                assertEquals(servers.get(0).entries(), each.entries());
                assertEquals(0, each.resets());
            }
            List<String> all = servers.get(0).entries();
            assertEquals(said, all.size());
            for (int i = 0; i < WRITERS; i++) {
                String own = i + "-";
                List<String> kept = all.stream().filter(text -> text.startsWith(own)).toList();
                assertEquals(IntStream.range(0, kept.size()).mapToObj(n -> own + n).toList(), kept);
            }
        } finally {
            servers.forEach(Follower::close);
        }
    }

    @Test
    void anEmptiedRedisHasAnotherEpoch() throws IOException {
        try (RedisServer server = kept();
                Jedis redis = server.connect();
                Follower lab = new Follower(server.place("mles"), "lab", 1).awaitLive()) {
            lab.say("a");
            lab.await(List.of("a"));
            long epoch = lab.last().epoch();
            redis.flushAll();
            lab.say("b");
            lab.await(List.of("b"));
            assertNotEquals(epoch, lab.last().epoch());
            assertEquals(1, lab.resets());
            assertEquals(List.of(), lab.told());
        }
    }

    @Test
    void aQuietChannelLearnsThatRedisWasEmptied() throws IOException {
        try (RedisServer server = kept();
                Jedis redis = server.connect();
                Follower lab = new Follower(server.place("mles"), "lab", 1).awaitLive()) {
            lab.say("a");
            lab.await(List.of("a"));
            redis.flushAll();
            lab.await(List.of());
            assertEquals(1, lab.resets());
        }
    }

    @Test
    void aLostEndIsAnotherEpochOfItsChannel() throws IOException {
        try (RedisServer server = saved();
                Follower lab = new Follower(server.place("mles"), "lab", 1).awaitLive();
                Follower whole = new Follower(server.place("mles"), "whole", 1).awaitLive()) {
            lab.say("a");
            whole.say("w");
            save(server);
            lab.say("b");
            lab.await(List.of("a", "b"));
            long epoch = lab.last().epoch();
            server.kill();
            server.start();
            lab.await(List.of("a"));
            assertNotEquals(epoch, lab.last().epoch());
            lab.say("c");
            lab.await(List.of("a", "c"));
            whole.say("x");
            whole.await(List.of("w", "x"));
            assertEquals(0, whole.resets());
            assertEquals(epoch, whole.last().epoch());
            try (Follower late = new Follower(server.place("mles"), "lab", 2)) {
                late.await(List.of("a", "c"));
            }
        }
    }

    @Test
    void aNumberThatWasGivenAnewIsSeen() throws IOException {
        try (RedisServer server = saved();
                Detour detour = new Detour(server.port());
                Follower far = new Follower(detour.place("mles"), "lab", 1).awaitLive()) {
            far.say("a");
            save(server);
            far.say("b");
            far.await(List.of("a", "b"));
            long number = far.last().number();
            detour.stop();
            server.kill();
            server.start();
            try (Follower near = new Follower(server.place("mles"), "lab", 2).awaitLive()) {
                near.say("c");
                near.await(List.of("a", "c"));
                assertEquals(number, near.last().number());
                detour.goOn();
                far.await(List.of("a", "c"));
                assertEquals(1, far.resets());
                far.say("d");
                near.await(List.of("a", "c", "d"));
            }
        }
    }

    @Test
    void aFailoverIsFollowed() throws IOException {
        try (RedisServer server = kept();
                Jedis redis = server.connect();
                RedisServer replica = RedisServer.start(Files.createDirectory(folder.resolve("replica")),
                        "--replicaof", "127.0.0.1", "" + server.port());
                Jedis promoted = replica.connect();
                Detour name = new Detour(server.port());
                Follower lab = new Follower(name.place("mles"), "lab", 1).awaitLive()) {
            lab.say("a");
            RedisServer.await("the replica has it", () -> promoted.xlen("mles:cluster:entries:lab") == 1);
            promoted.replicaofNoOne();
            redis.replicaof("127.0.0.1", replica.port());
            name.lead(replica.port());
            lab.say("b");
            lab.await(List.of("a", "b"));
            assertEquals(0, lab.resets());
            RedisServer.await("all connections are new", () -> !redis.clientList().contains("name=mles"));
        }
    }

    @Test
    void aFullRedisIsDown() throws IOException {
        try (RedisServer server = kept();
                Jedis redis = server.connect();
                Follower lab = new Follower(server.place("mles"), "lab", 1).awaitLive()) {
            lab.say("a");
            redis.configSet("maxmemory", "1");
            RedisServer.await("down", () -> lab.told().size() == 1);
            assertTrue(lab.told().get(0).contains("OOM") && lab.told().get(0).lines().count() == 1,
                    lab.told().get(0));
            redis.configSet("maxmemory", "0");
            RedisServer.await("up", () -> lab.told().size() == 2);
            lab.say("b");
            lab.await(List.of("a", "b"));
        }
    }

    private RedisServer kept() throws IOException {
        return RedisServer.start(folder, "--appendonly", "yes", "--appendfsync", "always");
    }

    private RedisServer saved() throws IOException {
        return RedisServer.start(folder, "--appendonly", "no");
    }

    private static void save(RedisServer server) {
        try (Jedis redis = server.connect()) {
            redis.save();
        }
    }

    private static int publish(Follower server, int number, AtomicBoolean stop) {
        int said = 0;
        while (!stop.get()) {
            server.say(number + "-" + said++);
        }
        return said;
    }
}
