package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import mles.client.ServerAddress;
import mles.dist.Await;
import mles.dist.Frames;
import mles.dist.ImageCopy;
import mles.dist.ImageProcess;
import mles.dist.ServerProcess;
import mles.dist.Wire;
import mles.protocol.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers of the image in a cluster of three NATS servers, of which one after another is killed under load and comes back
 * 3 seconds later. What any member heard, and what was taken in good order, is in one order that all servers tell byte for byte,
 * once; and each connection heard a piece of that order without a gap. {@code -Dmles.cluster.seconds=600} makes a long run of
 * the first test, {@code -Dmles.cluster.away=60} of the second; {@code -Dmles.cluster.seed} repeats the choice of the victims.
 */
class ClusterKillIT {
    private static final int SERVERS = 3;
    private static final long SECONDS = Long.getLong("mles.cluster.seconds", 20);
    private static final long SEED = Long.getLong("mles.cluster.seed", System.nanoTime());
    private static final int CHANNELS = Integer.getInteger("mles.cluster.channels", 6);
    private static final int MEMBERS = Integer.getInteger("mles.cluster.members", 30);
    private static final int AWAY = Integer.getInteger("mles.cluster.away", 14);
    private static final int BETWEEN_KILLS = Integer.getInteger("mles.cluster.between", 6);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String LIMIT = "1000000";
    private static final String END = "end";

    @TempDir
    private Path folder = Path.of("");
    private final AtomicReferenceArray<InetSocketAddress> addresses = new AtomicReferenceArray<>(SERVERS);
    private final ImageProcess[] servers = new ImageProcess[SERVERS];
    private final String[] admins = new String[SERVERS];
    private final Random random = new Random(SEED);
    private Path image = Path.of("");
    private final StringBuilder logs = new StringBuilder();

    @BeforeEach
    void copy() throws Exception {
        image = ImageCopy.withNats(folder);
    }

    @AfterEach
    void stop() {
        for (ImageProcess server : servers) {
            if (server != null) {
                server.close();
            }
        }
    }

    @Test
    void oneOrderWhateverDies() throws Exception {
        System.err.println("seed " + SEED);
        try (TestNats nats = TestNats.start(folder)) {
            startAll(nats);
            List<RawMember> members = crowd();
            int kills = kill(nats);
            check(members, "kills " + kills);
        }
    }

    /** Publishers are closed after {@code cluster-timeout}; readers stay, and nothing that was taken is lost. */
    @Test
    void anEngineThatIsAwayForAWhile() throws Exception {
        try (TestNats nats = TestNats.start(folder)) {
            startAll(nats, "--cluster-timeout", AWAY / 2 + "s", "--admin", "127.0.0.1:0");
            List<RawMember> members = crowd();
            TimeUnit.SECONDS.sleep(5);
            URI ready = URI.create("http://" + admins[0] + "/readyz");
            assertEquals(200, status(ready));
            for (int node = 0; node < nats.size(); node++) {
                nats.kill(node);
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAY);
            Await.until("the server is not ready", () -> status(ready) == 503);
            while (System.nanoTime() < end) {
                assertNotEquals(200, status(ready));
                TimeUnit.SECONDS.sleep(1);
            }
            for (int node = 0; node < nats.size(); node++) {
                nats.restart(node);
            }
            Await.until("the server is ready again", () -> status(ready) == 200);
            TimeUnit.SECONDS.sleep(5);
            check(members, "away " + AWAY + " s");
            assertTrue(logs.toString().contains("cluster-down: "), logs.toString());
            assertTrue(logs.toString().contains("cluster-up: "), logs.toString());
        }
    }

    private List<RawMember> crowd() {
        List<RawMember> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                long pause = i % 10 == 0 ? PAUSE.toNanos() : 0;
                members.add(new RawMember("m" + i, "c" + channel, this::anyServer, pause));
            }
        }
        members.forEach(RawMember::start);
        return members;
    }

    /** Ends all in good order, and checks what was heard. */
    private void check(List<RawMember> members, String run) throws Exception {
        members.forEach(RawMember::hush);
        TimeUnit.SECONDS.sleep(15);
        for (int channel = 0; channel < CHANNELS; channel++) {
            try (Wire closer = Wire.connect(anyServer())) {
                closer.send(Frames.message("closer", "c" + channel, END)).fin();
                closer.untilEnd();
            }
        }
        Report report = new Report();
        for (int channel = 0; channel < CHANNELS; channel++) {
            String name = "c" + channel;
            List<List<Frame>> orders = orders(name);
            assertEquals(orders.getFirst(), orders.get(1), name);
            assertEquals(orders.getFirst(), orders.get(2), name);
            List<String> texts = orders.getFirst().stream().map(Frames::text).filter(text -> !text.isEmpty()).toList();
            report.logged += texts.size() - 1;
            checkOnce(texts);
            for (RawMember member : members) {
                if (member.channel().equals(name)) {
                    check(member, texts, report);
                }
            }
        }
        System.err.println(run + ", published " + report.published + ", in the log " + report.logged + ", heard "
                + report.heard + ", connections " + report.visits);
        for (ImageProcess server : servers) {
            server.signal("TERM");
            logs.append(server.end().err());
        }
        assertFalse(logs.toString().contains("\tat "), logs.toString());
        assertTrue(report.heard > 0);
    }

    /** {@return the status of {@code page}, 0 without an answer} */
    private static int status(URI page) {
        try {
            HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
            connection.setRequestProperty("Connection", "close");
            return connection.getResponseCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Counts of a run. */
    private static final class Report {
        private long published;
        private long logged;
        private long heard;
        private long visits;
    }

    private int kill(TestNats nats) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        TimeUnit.SECONDS.sleep(3);
        int kills = 0;
        while (System.nanoTime() < end) {
            int victim = random.nextInt(nats.size() + SERVERS);
            kills++;
            if (victim < SERVERS) {
                logs.append(servers[victim].log());
                servers[victim].close();
                TimeUnit.SECONDS.sleep(3);
                start(victim, nats);
            } else {
                nats.kill(victim - SERVERS);
                TimeUnit.SECONDS.sleep(3);
                nats.restart(victim - SERVERS);
            }
            TimeUnit.SECONDS.sleep(Math.max(1, BETWEEN_KILLS - 3));
        }
        return kills;
    }

    /** {@return what each of the servers gives to a newcomer, up to the end} */
    private List<List<Frame>> orders(String channel) {
        List<List<Frame>> all = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            List<Frame> frames = new ArrayList<>();
            try (Wire reader = Wire.connect(addresses.get(i))) {
                reader.send(Frames.message("reader" + i, channel, ""));
                do {
                    frames.add(reader.next());
                } while (!Frames.text(frames.getLast()).equals(END));
            }
            all.add(frames);
        }
        return all;
    }

    private static void checkOnce(List<String> texts) {
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            assertTrue(seen.add(text), "twice in the log: " + text);
        }
    }

    /** Messages of one connection are in its order. Those under way as it broke may be overtaken by a later connection. */
    private static void checkOrder(RawMember member, RawMember.Visit visit, List<String> order) {
        List<String> own = order.stream().filter(new HashSet<>(visit.sent())::contains).toList();
        assertEquals(visit.sent().stream().filter(new HashSet<>(own)::contains).toList(), own, member.uid());
    }

    private static void check(RawMember member, List<String> order, Report report) throws Exception {
        for (RawMember.Visit visit : member.join()) {
            report.visits++;
            report.published += visit.sent().size();
            report.heard += visit.heard().size();
            checkOrder(member, visit, order);
            Set<String> own = new HashSet<>(visit.sent());
            int at = 0;
            for (String heard : visit.heard()) {
                while (at < order.size() && !order.get(at).equals(heard)) {
                    assertTrue(own.contains(order.get(at)),
                            member.uid() + " missed " + order.get(at) + " before " + heard
                                    + " on " + member.channel());
                    at++;
                }
                assertTrue(at < order.size(), member.uid() + " heard what is not there, or twice: " + heard);
                at++;
            }
            if (visit.isWhole()) {
                for (String rest : order.subList(at, order.size() - 1)) {
                    assertTrue(own.contains(rest), member.uid() + " did not hear " + rest + " on " + member.channel());
                }
                assertTrue(order.containsAll(own), member.uid() + " lost what it said");
            }
        }
    }

    private InetSocketAddress anyServer() {
        return addresses.get(ThreadLocalRandom.current().nextInt(SERVERS));
    }

    private void startAll(TestNats nats, String... more) throws Exception {
        for (int i = 0; i < SERVERS; i++) {
            start(i, nats, more);
        }
    }

    private void start(int index, TestNats nats, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("server", "--listen", "tcp://127.0.0.1:0", "--cluster",
                nats.address(), "--history-limit", LIMIT, "--max-frame", "100000", "--max-first-frame", "100000"));
        command.addAll(List.of(more));
        servers[index] = ImageProcess.start(image.resolve("bin/mles"), Map.of("MLES_KEY", Frames.KEY),
                command.toArray(String[]::new));
        ServerAddress address = ServerAddress.parse(ServerProcess.address(servers[index].line()));
        addresses.set(index, new InetSocketAddress(address.host(), address.port()));
        if (more.length > 0) {
            admins[index] = servers[index].line().replaceFirst(".*http://", "").replaceFirst("/.*", "");
        }
    }
}
