package mles.redis.cluster;

import static mles.server.spi.RelayEntry.Kind.CLEAR;
import static mles.server.spi.RelayEntry.Kind.EMPTY_JOINS;
import static mles.server.spi.RelayEntry.Kind.MESSAGES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import mles.redis.RedisServer;
import mles.server.spi.RelayEntry;
import mles.server.spi.Retention;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** Content of a channel's keys, and what becomes of content that is not from a server of Mles. */
class RedisRelayTest {
    private static final Retention LITTLE = new Retention(10, 1 << 20, Duration.ofHours(1));
    private static RedisServer server;

    private final String prefix = UUID.randomUUID().toString();
    private Jedis redis;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        server = RedisServer.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void connect() {
        redis = server.connect();
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }

    @Test
    void keysExpireWhereHistoryHasAnAge() throws IOException {
        try (Follower lab = new Follower(server.place(prefix), "lab", 1, LITTLE).awaitLive()) {
            lab.say("a");
            lab.say(EMPTY_JOINS, "j");
            for (String kind : List.of("entries", "kept", "joins")) {
                assertExpiry(3600, kind);
            }
            assertExpiry(3600 * 25, "mark");
        }
        try (Follower lab = new Follower(server.place(prefix), "lab", 2).awaitLive()) {
            lab.say("b");
            assertEquals(-1, redis.ttl(key("entries")));
            assertEquals(-1, redis.ttl(key("mark")));
        }
    }

    @Test
    void expiredEntriesAreLostAndNumbersGoOn() throws IOException {
        try (Follower lab = new Follower(server.place(prefix), "lab", 1).awaitLive()) {
            lab.say("a");
            lab.await(List.of("a"));
            long first = lab.last().number();
            redis.del(key("entries"), key("kept"), key("joins"));
            lab.tail();
            lab.awaitLive();
            lab.say("b");
            lab.await(List.of("a", "b"));
            assertEquals(first + 1, lab.last().number());
            assertEquals(List.of(), lab.losses());
            assertEquals(0, lab.resets());
        }
        try (Follower lab = new Follower(server.place(prefix), "lab", 2)) {
            lab.await(List.of("b"));
        }
    }

    @Test
    void joinsAndMessagesHaveLimitsOfTheirOwn() throws IOException {
        try (Follower lab = new Follower(server.place(prefix), "lab", 1, LITTLE).awaitLive()) {
            lab.say("first");
            IntStream.range(0, 300).forEach(i -> lab.say(EMPTY_JOINS, "j" + i));
            assertEquals(129, redis.xlen(key("entries")));
            IntStream.range(0, 300).forEach(i -> lab.say("m" + i));
            // The newest messages; the joins before them went with those.
            assertEquals(128, redis.xlen(key("entries")));
            assertEquals(128, redis.llen(key("kept")));
            lab.say(CLEAR, "clear");
            assertEquals(1, redis.xlen(key("entries")));
        }
    }

    @Test
    void bytesAreLimited() throws IOException {
        Retention keep = new Retention(1000, 8 << 20, Duration.ZERO);
        String much = "x".repeat(60_000);
        try (Follower lab = new Follower(server.place(prefix), "lab", 1, keep).awaitLive()) {
            IntStream.range(0, 200).forEach(i -> lab.say(i + much));
            long kept = redis.xlen(key("entries"));
            assertTrue(kept >= (8 << 20) / 60_016 && kept < 150, kept + " are kept");
        }
    }

    @Test
    void serversThatWereAwayForAMomentMissNothing() throws IOException {
        try (Follower lab = new Follower(server.place(prefix), "lab", 1, LITTLE, Duration.ofMinutes(10)).awaitLive()) {
            IntStream.range(0, 300).forEach(i -> lab.say("m" + i));
            assertEquals(300, redis.xlen(key("entries")));
            String much = "x".repeat(60_000);
            IntStream.range(0, 300).forEach(i -> lab.say(i + much));
            long kept = redis.xlen(key("entries"));
            assertTrue(kept >= (16 << 20) / 60_016 && kept < 290, kept + " are kept");
        }
    }

    @Test
    void forgottenScriptsAreSentAgain() throws IOException {
        try (Follower lab = new Follower(server.place(prefix), "lab", 1).awaitLive()) {
            lab.say("a");
            redis.scriptFlush();
            RelayEntry next = lab.next(MESSAGES, "b");
            assertEquals("", lab.propose(next));
            assertEquals("", lab.propose(next));
            lab.await(List.of("a", "b"));
        }
    }

    @Test
    void foreignEntriesAreLeftOut() throws IOException {
        try (Follower lab = new Follower(server.place(prefix), "lab", 1).awaitLive()) {
            lab.say("a");
            lab.await(List.of("a"));
            redis.xadd(key("entries"), Map.of("k", "v"), XAddParams.xAddParams().id(new StreamEntryID(5_000_000, 1)));
            redis.publish(prefix + ":cluster:live:lab", "nothing of ours");
            redis.publish(prefix + ":cluster:live:lab", "1 2 MESSAGES x y\n");
            try (Follower other = new Follower(server.place(prefix), "lab", 2)) {
                other.await(List.of("a"));
                lab.say("b");
                other.await(List.of("a", "b"));
            }
            lab.await(List.of("a", "b"));
        }
    }

    @Test
    void aForeignKeyGivesWay() throws IOException {
        redis.set(key("entries"), "something else");
        try (Follower lab = new Follower(server.place(prefix), "lab", 1)) {
            lab.say("a");
            lab.await(List.of("a"));
        }
    }

    @Test
    void aForeignMarkIsRefused() throws IOException {
        redis.set(key("mark"), "something else");
        try (Follower lab = new Follower(server.place(prefix), "lab", 1);
                Follower other = new Follower(server.place(prefix), "other", 1).awaitLive()) {
            String why = lab.propose(lab.next(MESSAGES, "a"));
            assertTrue(why.contains("WRONGTYPE") && why.lines().count() == 1, why);
            other.say("b");
            other.await(List.of("b"));
            redis.del(key("mark"));
            lab.awaitLive();
        }
    }

    @Test
    void aForgedLiveEntryIsSeenAsAGap() throws IOException {
        try (Follower lab = new Follower(server.place(prefix), "lab", 1).awaitLive()) {
            lab.say("a");
            lab.await(List.of("a"));
            String forged = lab.last().epoch() + " 900 MESSAGES 0000000000000007 1 1 0 899 899\n";
            redis.publish((prefix + ":cluster:live:lab").getBytes(StandardCharsets.UTF_8),
                    forged.getBytes(StandardCharsets.UTF_8));
            RedisServer.await("a gap", () -> lab.gaps() == 1 && lab.isLive());
            lab.say("b");
            lab.await(List.of("a", "b"));
        }
    }

    private void assertExpiry(long seconds, String kind) {
        long left = redis.ttl(key(kind));
        assertTrue(left > seconds - 60 && left <= seconds, kind + " has " + left + " seconds left");
    }

    private String key(String kind) {
        return prefix + ":cluster:" + kind + ":lab";
    }
}
