package mles.redis.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mles.redis.RedisAddress;
import mles.redis.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/** Servers that cannot be used: each is told in one line. */
class BadServerTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void noServer() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertEquals("redis 127.0.0.1:" + port + "/mles: Failed to connect to 127.0.0.1:" + port + ".",
                refusal("127.0.0.1:" + port));
    }

    @Test
    void serverOfAnotherKind() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server, "HTTP/1.1 400 Bad Request\r\n\r\n"));
            String said = refusal("127.0.0.1:" + server.getLocalPort());
            assertTrue(said.startsWith("redis 127.0.0.1:" + server.getLocalPort() + "/mles: Unknown reply"), said);
        }
    }

    @Test
    void memoryThatForgets() throws IOException {
        try (RedisServer redis = RedisServer.start(folder, "--maxmemory-policy", "allkeys-lru")) {
            assertEquals("redis " + redis.place("mles") + ": maxmemory_policy: expected noeviction, was allkeys-lru;"
                    + " any other loses entries: CONFIG SET maxmemory-policy noeviction", refusal(redis.place("mles")));
        }
    }

    @Test
    void clusterOfRedis() throws IOException {
        try (RedisServer redis = RedisServer.start(folder, "--cluster-enabled", "yes")) {
            assertEquals("redis " + redis.place("mles") + ": redis_mode: expected standalone, was cluster;"
                    + " use one Redis that has all keys, with a replica", refusal(redis.place("mles")));
        }
    }

    @Test
    void replica() throws IOException {
        try (RedisServer redis = RedisServer.start(folder, "--replicaof", "127.0.0.1", "1")) {
            assertEquals("redis " + redis.place("mles") + ": role: expected master, was slave;"
                    + " use the one that takes writes", refusal(redis.place("mles")));
        }
    }

    @Test
    void foreignEpoch() throws IOException {
        try (RedisServer server = RedisServer.start(folder); Jedis redis = server.connect()) {
            redis.set("mles:cluster:epoch", "something else");
            assertEquals("redis " + server.place("mles") + ": mles:cluster:epoch: expected a number of Mles,"
                    + " was something else; use another prefix", refusal(server.place("mles")));
            new Follower(server.place("chat"), "lab", 1).close();
        }
    }

    @Test
    void wrongPassword() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "wrong-secret\n");
        try (RedisServer redis = RedisServer.start(folder); Jedis admin = redis.connect()) {
            admin.aclSetUser("ann", "on", ">right-secret", "~mles:*", "&mles:*", "+@all");
            String place = "ann@" + redis.place("mles") + "?password-file=" + password;
            String said = refusal(place);
            assertTrue(said.startsWith("redis " + redis.place("mles") + ": WRONGPASS"), said);
            assertFalse(said.contains("secret"), said);
            Files.writeString(password, "right-secret\n");
            new Follower(place, "lab", 1).close();
        }
        assertTrue(refusal("127.0.0.1:1?password-file=/none")
                .endsWith("the password cannot be read from /none"));
    }

    @Test
    void userWithTheRightsThatTheDocumentNames() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "right-secret\n");
        try (RedisServer redis = RedisServer.start(folder); Jedis admin = redis.connect()) {
            admin.aclSetUser("ann", "on", ">right-secret", "~mles:cluster:*", "&mles:cluster:*", "-@all", "+eval",
                    "+evalsha", "+info", "+time", "+ping", "+subscribe", "+unsubscribe", "+publish", "+get", "+set",
                    "+incr", "+del",
                    "+pexpire", "+persist", "+hget", "+hmget", "+hset", "+xadd", "+xdel", "+xtrim", "+xrange",
                    "+rpush", "+lpop", "+lindex", "+llen");
            try (Follower lab = new Follower("ann@" + redis.place("mles") + "?password-file=" + password, "lab", 1)) {
                lab.say("a");
                lab.await(List.of("a"));
            }
            admin.aclSetUser("ann", "resetchannels");
            String said = refusal("ann@" + redis.place("mles") + "?password-file=" + password);
            assertTrue(said.contains("NOPERM") || said.contains("ACL"), said);
        }
    }

    @ParameterizedTest
    @CsvSource({"5.0.14,false", "6.0.16,false", "6.2.0,true", "7.0.15,true", "10.1,true", "255.255.255,true",
            "unstable,false"})
    void versions(String version, boolean isGood) throws IOException {
        ServerCheck check = new ServerCheck(RedisAddress.parse("", "host"),
                "# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\nrole:master\r\n");
        if (isGood) {
            check.demandUsable();
        } else {
            assertEquals("redis host:6379/mles: redis_version: expected 6.2 or later, was " + version,
                    assertThrows(IOException.class, check::demandUsable).getMessage());
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    private static String refusal(String place) {
        String said = String.valueOf(
                assertThrows(IOException.class, () -> new Follower(place, "lab", 1).close()).getMessage());
        assertEquals(1, said.lines().count(), said);
        return said;
    }
}
