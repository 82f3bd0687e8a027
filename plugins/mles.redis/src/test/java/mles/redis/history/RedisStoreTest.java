package mles.redis.history;

import mles.redis.RedisAddress;
import mles.redis.RedisServer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreAnswer;
import mles.testkit.jqwik.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** What is special about Redis: what is in it, and what may go wrong with it. */
class RedisStoreTest {
    private static final String KEY = "lemon:channel:lab";

    @TempDir
    private static Path folder = Path.of("");
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
    void aStreamBeginsWhereTheRetentionDoes() throws IOException {
        Retention keep = new Retention(3, Long.MAX_VALUE, Duration.ZERO);
        try (RedisStore store = started(); ChannelHistory lab = Stores.opened(store, Stores.LAB, keep)) {
            for (int i = 0; i < 10; i++) {
                Appending.append(lab, "" + i);
            }
            assertEquals(4, redis.xlen(KEY), "no more than one too many");
            for (int i = 0; i < 10; i++) {
                Appending.append(lab, "");
            }
        }
        try (RedisStore store = started()) {
            List<String> all = Appending.load(store, keep);
            assertEquals(List.of("7", "8", "9"), all.subList(0, 3), "empty joins push out no message");
            assertEquals(13, all.size());
        }
    }

    @Test
    void whatIsTooOldGoes() throws IOException {
        Retention keep = new Retention(100, Long.MAX_VALUE, Duration.ofHours(1));
        long old = System.currentTimeMillis() - Duration.ofHours(2).toMillis();
        redis.xadd(KEY.getBytes(UTF_8), new XAddParams().id(old), Frames.fields(Appending.bytes("old")));
        redis.xadd(KEY.getBytes(UTF_8), new XAddParams().id(old + 1), Frames.fields(Appending.bytes("too")));
        try (RedisStore store = started()) {
            assertEquals(List.of(), Appending.load(store, keep));
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, keep)) {
                Appending.append(lab, "new");
                Appending.append(lab, "newer");
                assertEquals(2, redis.xlen(KEY));
                assertTrue(redis.ttl(KEY) > 3500, "and all of it when nobody writes any more");
            }
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                Appending.append(lab, "for ever");
                assertEquals(-1, redis.ttl(KEY));
            }
        }
    }

    @Test
    void oneServerToAPlace() throws IOException {
        try (RedisStore first = started(); RedisStore second = store("lemon")) {
            assertEquals("redis " + server.place("lemon") + ": another server uses it", problem(second::start));
            try (RedisStore elsewhere = store("lime")) {
                elsewhere.start();
            }
            assertEquals(List.of(), Appending.load(first, Retention.ALL));
        }
        started().close();
    }

    @Test
    void anAppendWithoutAnAnswerIsNotThereTwice() throws IOException {
        try (RedisStore store = started()) {
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                Appending.append(lab, "a");
                redis.xadd(KEY.getBytes(UTF_8), new XAddParams(), Frames.fields(Appending.bytes("b")));
                cutOff();
                assertTrue(Appending.refused(lab, "b").contains(server.place("lemon")));
                assertTrue(Appending.refused(lab, "c").contains(server.place("lemon")), "nor what comes later");
            }
            reopen(store, lab -> Appending.append(lab, "b", "c"));
            assertEquals(List.of("a", "b", "c"), Appending.load(store, Retention.ALL));
        }
    }

    @Test
    void aFullRedisLeavesNoGap() throws IOException {
        try (RedisStore store = started()) {
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                Appending.append(lab, "a");
                redis.configSet("maxmemory", "1");
                assertTrue(Appending.refused(lab, "b").contains("OOM"));
                redis.configSet("maxmemory", "0");
                assertTrue(Appending.refused(lab, "c").contains("OOM"), "a gap otherwise");
            }
            reopen(store, lab -> Appending.append(lab, "b", "c"));
            assertEquals(List.of("a", "b", "c"), Appending.load(store, Retention.ALL));
        }
    }

    @Test
    void whatIsNotUnderstoodIsLeftAlone() throws IOException {
        byte[] damaged = Appending.bytes("a");
        List<Map<byte[], byte[]>> entries = List.of(Map.of("g".getBytes(UTF_8), damaged),
                Frames.fields(Arrays.copyOf(damaged, damaged.length - 1)),
                Frames.fields(Arrays.copyOf(damaged, damaged.length + 1)), Frames.fields(new byte[0]),
                Frames.fields(new byte[20]));
        try (RedisStore store = started()) {
            for (Map<byte[], byte[]> entry : entries) {
                redis.del(KEY);
                StreamEntryID id = new StreamEntryID(
                        redis.xadd(KEY.getBytes(UTF_8), new XAddParams(), entry));
                try (ChannelHistory lab = store.open(Stores.LAB, Retention.ALL)) {
                    String problem = problem(() -> lab.load((frame, time) -> true));
                    assertTrue(problem.contains("lab: entry " + id), problem);
                    assertThrows(IllegalStateException.class, () -> Appending.append(lab, "b"));
                }
                assertEquals(List.of("redis " + server.place("lemon") + ", channel lab"), problems(store));
                assertEquals(1, redis.xlen(KEY));
            }
        }
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        redis.set("lemon:format", "mles history, format 2");
        try (RedisStore store = store("lemon")) {
            assertEquals("redis " + server.place("lemon") + ": lemon:format is not 'mles history, format 1'",
                    problem(store::start));
        }
    }

    @Test
    void aToolChangesNothing() throws IOException {
        try (RedisStore reader = new RedisStore(RedisAddress.parse("redis:", server.place("lemon")), true)) {
            assertEquals("redis " + server.place("lemon") + ": no history is stored here", problem(reader::start));
            assertEquals(0, redis.dbSize());
        }
    }

    @Test
    void aPasswordComesFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "figs and honey\n");
        redis.configSet("requirepass", "figs and honey");
        try (RedisStore without = store("lemon");
                RedisStore with = store("lemon?password-file=" + file)) {
            assertTrue(problem(without::start).contains("NOAUTH"));
            with.start();
            assertEquals(List.of(), Appending.load(with, Retention.ALL));
        }
    }

    @Test
    void aLimitOnDisksIsRefused() {
        HistorySettings settings = new HistorySettings("localhost", HistorySync.NONE, 1 << 30, false);
        assertThrows(IllegalArgumentException.class, () -> new RedisStoreProvider().create(settings));
    }

    @Test
    void whatCameMeanwhileIsOneEntry() throws IOException {
        List<String> texts = IntStream.range(0, 500).mapToObj(i -> "" + i).toList();
        try (RedisStore store = started()) {
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                redis.clientPause(200);
                List<StoreAnswer> answers = texts.stream().map(text -> Appending.begin(lab, text)).toList();
                answers.forEach(StoreAnswer::await);
            }
            assertTrue(redis.xlen(KEY) < texts.size() / 2, redis.xlen(KEY) + " entries");
            assertEquals(texts, Appending.load(store, Retention.ALL));
        }
    }

    private interface Work {
        void with(ChannelHistory lab);
    }

    /** Redis was lost a moment ago, and for a second nobody asks it again. */
    private static void reopen(RedisStore store, Work work) throws IOException {
        RedisServer.await("the channel opens", () -> {
            try (ChannelHistory lab = store.open(Stores.LAB, Retention.ALL)) {
                lab.load((frame, time) -> false);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            work.with(lab);
        }
    }

    private static String problem(Executable work) {
        return String.valueOf(assertThrows(IOException.class, work).getMessage());
    }

    private void cutOff() {
        redis.clientList().lines().filter(line -> line.contains("name=mles:lemon:"))
                .map(line -> line.replaceFirst(".* addr=(\\S+) .*", "$1")).forEach(redis::clientKill);
    }

    private RedisStore started() throws IOException {
        RedisStore store = store("lemon");
        store.start();
        return store;
    }

    private RedisStore store(String prefix) {
        return new RedisStore(RedisAddress.parse("redis:", server.place(prefix)), false);
    }

    private static List<String> problems(RedisStore store) throws IOException {
        List<String> places = new ArrayList<>();
        store.verify(new HistoryReport() {
            @Override
            public void channel(ChannelName name, long frames, long bytes) {
                places.add("in order");
            }

            @Override
            public void problem(String place, String what) {
                places.add(place);
            }
        });
        return places;
    }
}
