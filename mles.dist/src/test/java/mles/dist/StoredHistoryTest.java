package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.config.ConfigException;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.StartException;
import mles.server.config.Transport;
import mles.server.spi.MemoryStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with a file store, one after the other on the same directory. */
class StoredHistoryTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"none", "interval:1s", "always"})
    void survivesARestart(String sync) {
        List<Frame> sent = messages(20);
        try (TestServer server = start(sync); Wire reader = server.join("reader", "lab")) {
            server.connect().send(sent.toArray(Frame[]::new)).fin().untilEnd();
            assertEquals(sent, reader.next(20));
        }
        for (int restart = 0; restart < 2; restart++) {
            try (TestServer server = start(sync); Wire late = server.join("late" + restart, "lab")) {
                assertEquals("", late.nextText());
                assertEquals(sent, late.next(20));
            }
        }
    }

    @Test
    void aChannelWithoutMembersIsUnloadedAndLoadedAgain() {
        List<Frame> sent = messages(3);
        try (TestServer server = TestServer.start(Transport.AUTO,
                config -> store(config, "none").set(Settings.CHANNEL_IDLE, Duration.ofMillis(100)))) {
            server.connect().send(sent.toArray(Frame[]::new)).fin().untilEnd();
            Await.until("it is unloaded", () -> server.stats().channels() == 0);
            try (Wire late = server.join("late", "lab")) {
                assertEquals(sent, late.next(3));
            }
        }
    }

    @Test
    void channelsThatDoNotFitIntoMemoryTogetherAreLoadedWhole() {
        int channels = 12;
        List<Frame> large = IntStream.range(0, 40).mapToObj(i -> Frames.sized("alice", "lab", 100_000 + i)).toList();
        try (TestServer server = start("none")) {
            IntStream.range(0, channels)
                    .forEach(i -> server.join("alice", "lab" + i).send(large.toArray(Frame[]::new)).fin().untilEnd());
        }
        try (TestServer server = TestServer.start(Transport.AUTO,
                config -> store(config, "none").set(Settings.MEMORY_LIMIT, 16L << 20))) {
            List<CompletableFuture<List<Frame>>> joiners = IntStream.range(0, channels)
                    .mapToObj(i -> Await.async(() -> server.join("late", "lab" + i).next(1 + large.size()))).toList();
            joiners.forEach(each -> assertEquals(large, Await.get(each).subList(1, 1 + large.size())));
            assertTrue(server.stats().memorySteps(MemoryStep.DROP_HISTORY) > 0);
        }
    }

    @Test
    void aPurgeReachesTheStore() {
        try (TestServer server = start("none")) {
            server.connect().send(messages(3).toArray(Frame[]::new)).fin().untilEnd();
        }
        try (TestServer server = start("none")) {
            assertTrue(server.server().purge("lab"), "though nobody has joined it yet");
            assertFalse(server.server().purge("lab"));
        }
        try (TestServer server = start("none"); Wire late = server.join("late", "lab")) {
            server.connect().send(Frames.message("end", "lab", "end"));
            assertEquals("end", late.nextText());
        }
    }

    @Test
    void whatCannotBeReadIsReportedAndLeftAlone() throws IOException {
        try (TestServer server = start("none")) {
            server.connect().send(messages(3).toArray(Frame[]::new)).fin().untilEnd();
        }
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[11] = 9;
        Files.write(segment, bytes);
        try (TestServer server = start("none"); Wire reader = server.join("reader", "lab")) {
            server.events().await("load failed lab");
            server.connect().send(Frames.message("alice", "lab", "more"));
            assertEquals("more", reader.nextText());
            assertTrue(server.stats().historyFailures() > 0);
        }
        assertEquals(-1, Arrays.mismatch(bytes, Files.readAllBytes(segment)));
    }

    @Test
    void joinsDoNotDeleteWhatCouldNotBeLoaded() throws IOException {
        try (TestServer server = start("none")) {
            server.connect().send(messages(3).toArray(Frame[]::new)).fin().untilEnd();
        }
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        byte[] damaged = bytes.clone();
        damaged[11] = 9;
        Files.write(segment, damaged);
        UnaryOperator<ServerConfig.Builder> one = config -> store(config, "none").set(Settings.HISTORY_LIMIT, 1);
        try (TestServer server = TestServer.start(Transport.AUTO, one)) {
            for (int i = 0; i < 4; i++) {
                server.join("joiner" + i, "lab").close();
            }
            server.events().await("load failed lab");
            Files.write(segment, bytes);
            server.events().await("store recovered lab");
        }
        try (TestServer server = TestServer.start(Transport.AUTO, one); Wire late = server.join("late", "lab")) {
            assertEquals("2", late.nextText(), "the latest value");
        }
    }

    @Test
    void whatIsInTheWayIsNotStoredAndDeliveredAllTheSame() throws IOException {
        try (TestServer server = start("none")) {
            Path channels = folder.resolve("channels");
            Files.writeString(channels.resolve("other"), "in the way");
            Wire alice = server.join("alice", "other").send(Frames.message("alice", "other", "x"));
            server.events().await("load failed other");
            Await.until("x is in", () -> server.stats().receivedFrames() == 2);
            try (Wire bob = server.join("bob", "other")) {
                assertEquals(List.of("", "x"), List.of(bob.nextText(), bob.nextText()));
            }
            Files.delete(channels.resolve("other"));
            server.events().await("store recovered other");
            alice.close();
        }
        try (TestServer server = start("none"); Wire late = server.join("late", "other")) {
            assertEquals(List.of("", "x", ""), List.of(late.nextText(), late.nextText(), late.nextText()));
        }
    }

    @Test
    void withAlwaysNothingIsPublishedThatCannotBeStored() throws IOException {
        try (TestServer server = start("always")) {
            Files.writeString(folder.resolve("channels").resolve("lab"), "in the way");
            assertEquals(List.of(), server.connect().send(Frames.message("alice", "lab", "x")).untilEnd());
            server.awaitCloses(CloseReason.STORE_UNAVAILABLE, 1);
            Files.delete(folder.resolve("channels").resolve("lab"));
            server.join("alice", "lab").close();
        }
    }

    @Test
    void oneServerToAStore() {
        try (TestServer server = start("none"); MlesServer second = second()) {
            assertEquals(0, server.stats().historyFailures());
            StartException e = assertThrows(StartException.class, second::start);
            assertEquals("cannot use the store: " + folder + ": another server uses it", e.getMessage());
        }
    }

    @Test
    void unknownStoresAreRefusedWithWhatThereIs() {
        try (MlesServer server = MlesServer.builder()
                .config(ServerConfig.builder().parse(Settings.HISTORY, "tape:x").build()).build()) {
            ConfigException e = assertThrows(ConfigException.class, server::start);
            assertEquals(
                    "history: expected one of [file], was tape; a plugin may provide it, see mles plugins",
                    e.getMessage());
        }
    }

    /** A leaf that comes back with its store before a root that comes back with nothing (SPEC 6.3). */
    @Test
    void aLeafBringsItsHistoryBackToAnEmptyRoot() {
        List<Frame> sent = messages(5);
        InetSocketAddress rootAddress;
        try (TestServer root = TestServer.start(Transport.AUTO)) {
            rootAddress = root.address();
            try (TestServer leaf = leaf(rootAddress); Wire reader = root.join("reader", "lab")) {
                leaf.connect().send(sent.toArray(Frame[]::new)).fin().untilEnd();
                assertEquals(sent, reader.next(5));
                Await.until("the leaf has it all", () -> leaf.channel("lab").historyFrames() == 6);
            }
        }
        try (TestServer leaf = leaf(rootAddress); Wire bob = leaf.join("bob", "lab")) {
            List<Frame> stored = bob.next(6);
            assertTrue(stored.containsAll(sent), "from the store");
            try (TestServer root = TestServer.start(Transport.AUTO,
                    config -> config.set(Settings.LISTEN, List.of("tcp://127.0.0.1:" + rootAddress.getPort())))) {
                Await.until("the root has it all", () -> root.server().channels(9).stream()
                        .anyMatch(channel -> channel.historyFrames() == 7));
                try (Wire late = root.join("late", "lab")) {
                    List<Frame> all = late.next(7);
                    List<Frame> expected = new ArrayList<>(stored);
                    expected.add(Frames.message("bob", "lab", ""));
                    assertEquals(expected.stream().map(Frames::text).sorted().toList(),
                            all.stream().map(Frames::text).sorted().toList(), "everything once");
                }
                assertEquals("", bob.nextText(), "late, and nothing else came");
            }
        }
    }

    private TestServer leaf(InetSocketAddress root) {
        return TestServer.start(Transport.AUTO, config -> store(config, "interval:1s")
                .parse(Settings.PEER, "127.0.0.1:" + root.getPort()).parse(Settings.PEER_WAIT, "100ms…200ms"));
    }

    private MlesServer second() {
        return MlesServer.builder().config(
                store(ServerConfig.builder(), "none").build()).listen("tcp://127.0.0.1:0").build();
    }

    private TestServer start(String sync) {
        return TestServer.start(Transport.AUTO, config -> store(config, sync));
    }

    private ServerConfig.Builder store(ServerConfig.Builder config, String sync) {
        return config.parse(Settings.HISTORY, "file:" + folder).parse(Settings.HISTORY_SYNC, sync);
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
        }
    }

    private static List<Frame> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> Frames.message("alice", "lab", "" + i)).toList();
    }
}
