package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.config.RetryDelay;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.PeerState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links between servers (SPEC 6), whole servers over loopback. */
@BothTransports
@Timeout(60)
class PeerTest {
    private static final String CHANNEL = "lab";
    static final RetryDelay SOON = new RetryDelay(Duration.ofMillis(100), Duration.ofMillis(400));

    private final Transport transport;

    PeerTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void framesGoBothWays() {
        try (TestServer root = root();
                TestServer leaf = leaf(root.address());
                Wire bob = root.join("bob", CHANNEL);
                Wire alice = leaf.join("alice", CHANNEL)) {
            assertEquals(Frames.message("alice", CHANNEL, ""), bob.next(), "the first frame unchanged");
            assertEquals(Frames.message("bob", CHANNEL, ""), alice.next(), "history from above");
            alice.send(Frames.message("alice", CHANNEL, "1"));
            assertEquals("1", bob.nextText());
            bob.send(Frames.message("bob", CHANNEL, "2"));
            assertEquals("2", alice.nextText());
            leaf.events().await("peer up " + CHANNEL);
            assertEquals(1, leaf.stats().peerLinks(PeerState.UP));
            assertEquals(1, leaf.stats().members(), "a link is no member that shows");
            assertEquals(2, root.stats().members());
        }
    }

    @Test
    void threeLevelsAndOneLinkForEachChannel() {
        try (TestServer root = root();
                TestServer middle = leaf(root.address());
                TestServer leaf = leaf(middle.address());
                Wire a = leaf.join("a", CHANNEL);
                Wire b = leaf.join("b", CHANNEL);
                Wire c = middle.join("c", CHANNEL);
                Wire d = root.join("d", CHANNEL)) {
            assertEquals(List.of("a:", "b:", "c:"), sorted(d, 3));
            a.send(Frames.message("a", CHANNEL, "from the leaf"));
            d.send(Frames.message("d", CHANNEL, "from the root"));
            assertTrue(texts(d, 1).contains("a:from the leaf"));
            assertEquals(List.of("b:", "c:", "d:", "d:from the root"), sorted(a, 4));
            assertEquals(List.of("a:", "a:from the leaf", "c:", "d:", "d:from the root"), sorted(b, 5));
            assertEquals(List.of("a:", "a:from the leaf", "b:", "d:", "d:from the root"), sorted(c, 5));
            assertEquals(2, root.stats().members());
            assertEquals(2, middle.stats().members());
        }
    }

    @Test
    void historyIsHeldOnceAndOnesOwnFirstFrameDoesNotComeBack() {
        try (TestServer root = root(); TestServer leaf = leaf(root.address())) {
            try (Wire bob = root.join("bob", CHANNEL)) {
                bob.send(Frames.message("bob", CHANNEL, "1"), Frames.message("bob", CHANNEL, "1"));
            }
            try (Wire alice = leaf.join("alice", CHANNEL)) {
                assertEquals(List.of("bob:", "bob:1", "bob:1"), texts(alice, 3));
                try (Wire carol = leaf.join("carol", CHANNEL)) {
                    assertEquals(List.of("alice:", "bob:", "bob:1", "bob:1"), sorted(carol, 4));
                    assertEquals(List.of("carol:"), texts(alice, 1));
                }
            }
        }
    }

    @Test
    void whatIsPublishedWhileUpstreamIsAwayIsSentInOrder() throws IOException {
        try (TestServer root = root(); CutProxy cable = new CutProxy(root.address())) {
            cable.cut();
            try (TestServer leaf = leaf(cable.address()); Wire bob = root.join("bob", CHANNEL)) {
                try (Wire alice = leaf.join("alice", CHANNEL)) {
                    IntStream.range(0, 50).forEach(i -> alice.send(Frames.message("alice", CHANNEL, "" + i)));
                    alice.fin().untilEnd();
                }
                Await.until("all have left", () -> leaf.stats().members() == 0);
                Await.until("the link has failed",
                        () -> leaf.events().told().stream().anyMatch(event -> event.startsWith("peer ")));
                cable.mend();
                assertEquals(Frames.message("alice", CHANNEL, ""), bob.next());
                for (int i = 0; i < 50; i++) {
                    assertEquals("" + i, bob.nextText());
                }
            }
        }
    }

    @Test
    void whatALinkLostIsBroughtAgainAndNothingTwice() throws IOException {
        try (TestServer root = root();
                CutProxy cable = new CutProxy(root.address());
                TestServer leaf = leaf(cable.address());
                Wire bob = root.join("bob", CHANNEL);
                Wire alice = leaf.join("alice", CHANNEL)) {
            assertEquals("", bob.nextText());
            assertEquals("", alice.nextText());
            List<String> sent = new ArrayList<>();
            List<String> echoed = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                cable.stall();
                for (int i = 0; i < 20; i++) {
                    String text = round + "." + i;
                    sent.add(text);
                    alice.send(Frames.message("alice", CHANNEL, text));
                    echoed.add("b" + text);
                    bob.send(Frames.message("bob", CHANNEL, "b" + text));
                }
                cable.mend();
                if (round % 2 == 0) {
                    leaf.events().await("peer up " + CHANNEL);
                }
            }
            for (String text : sent) {
                assertEquals(text, bob.nextText());
            }
            for (String text : echoed) {
                assertEquals(text, alice.nextText());
            }
            bob.send(Frames.message("bob", CHANNEL, "end"));
            assertEquals("end", alice.nextText());
            alice.send(Frames.message("alice", CHANNEL, "end"));
            assertEquals("end", bob.nextText());
        }
    }

    @Test
    void leavesGiveARestartedRootItsHistoryBack() {
        TestServer root = root();
        InetSocketAddress address = root.address();
        try (TestServer one = leaf(address);
                TestServer two = leaf(address);
                Wire alice = one.join("alice", CHANNEL);
                Wire bob = two.join("bob", CHANNEL)) {
            assertEquals("", bob.nextText());
            assertEquals("", alice.nextText());
            alice.send(Frames.message("alice", CHANNEL, "1"));
            assertEquals("1", bob.nextText());
            bob.send(Frames.message("bob", CHANNEL, "2"));
            assertEquals("2", alice.nextText());
            root.stop();
            alice.send(Frames.message("alice", CHANNEL, "3"));
            bob.send(Frames.message("bob", CHANNEL, "4"));
            try (TestServer again = rootAt(address)) {
                assertEquals("3", bob.nextText());
                assertEquals("4", alice.nextText());
                try (Wire carol = again.join("carol", CHANNEL)) {
                    assertEquals(List.of("alice:", "alice:1", "alice:3", "bob:", "bob:2", "bob:4"), sorted(carol, 6));
                    assertEquals("", alice.nextText());
                    assertEquals("", bob.nextText());
                }
                assertEquals(7, again.channel(CHANNEL).historyFrames());
                assertEquals(7, one.channel(CHANNEL).historyFrames());
                assertEquals(7, two.channel(CHANNEL).historyFrames());
            }
        } finally {
            root.close();
        }
    }

    @Test
    void aRestartedLeafDoesNotTakeOldValuesForNewOnes() {
        for (int history : new int[]{1, 100}) {
            UnaryOperator<ServerConfig.Builder> keep = config -> config.set(Settings.HISTORY_LIMIT, history);
            try (TestServer root = TestServer.start(transport, keep)) {
                try (TestServer leaf = leaf(root.address(), keep); Wire alice = leaf.join("alice", CHANNEL)) {
                    IntStream.range(0, 10).forEach(i -> alice.send(Frames.message("alice", CHANNEL, "" + i)));
                    Await.until("all are above", () -> root.stats().receivedFrames() == 11);
                }
                try (TestServer leaf = leaf(root.address(), keep); Wire bob = leaf.join("bob", CHANNEL)) {
                    try (Wire alice = leaf.join("alice", CHANNEL)) {
                        alice.send(Frames.message("alice", CHANNEL, "10"), Frames.message("alice", CHANNEL, "11"));
                        List<String> all = numbers(0, 12);
                        assertEquals(all.subList(Math.max(0, 10 - history), 12), messages(bob, "11"));
                        assertEquals(all.subList(Math.max(0, 12 - history), 12), kept(leaf));
                        Await.until("all are above", () -> root.channel(CHANNEL).frames() >= 14);
                        assertEquals(all.subList(Math.max(0, 12 - history), 12), kept(root));
                    }
                }
            }
        }
    }

    @Test
    void aRestartedRootDoesNotTakeOldValuesForNewOnes() throws IOException {
        for (int history : new int[]{1, 100}) {
            UnaryOperator<ServerConfig.Builder> keep = config -> config.set(Settings.HISTORY_LIMIT, history);
            TestServer root = TestServer.start(transport, keep);
            InetSocketAddress address = root.address();
            try (CutProxy cable = new CutProxy(address);
                    TestServer leaf = leaf(cable.address(), keep);
                    Wire bob = leaf.join("bob", CHANNEL)) {
                Await.until("the link is in", () -> root.stats().members() == 1);
                try (Wire alice = root.join("alice", CHANNEL)) {
                    IntStream.range(0, 10).forEach(i -> alice.send(Frames.message("alice", CHANNEL, "" + i)));
                    assertEquals(numbers(0, 10), messages(bob, "9"));
                }
                cable.cut();
                root.stop();
                try (TestServer again = TestServer.start(transport, config -> keep.apply(config)
                        .set(Settings.LISTEN, List.of("tcp://127.0.0.1:" + address.getPort())));
                        Wire carol = again.join("carol", CHANNEL);
                        Wire alice = again.join("alice", CHANNEL)) {
                    alice.send(Frames.message("alice", CHANNEL, "10"), Frames.message("alice", CHANNEL, "11"));
                    assertEquals(List.of("10", "11"), messages(carol, "11"));
                    cable.mend();
                    List<String> all = numbers(Math.max(0, 12 - history), 12);
                    assertEquals(numbers(Math.max(10, 12 - history), 12), messages(bob, "11"));
                    Await.until("what the leaf had is back", () -> kept(again).equals(all));
                    assertEquals(all, kept(leaf));
                    alice.send(Frames.message("alice", CHANNEL, "12"));
                    assertEquals(List.of("12"), messages(carol, "12"), "nothing old in between");
                }
            } finally {
                root.close();
            }
        }
    }

    @Test
    void addressModeMakesANewKeyAndKeepsTheId() {
        UnaryOperator<ServerConfig.Builder> address = config -> config.keys(null, "ak");
        try (TestServer root = TestServer.start(transport, address);
                TestServer leaf = leaf(root.address(), address);
                Wire alice = leaf.connect();
                Wire bob = root.connect()) {
            Frame first = AddressFrames.join(alice.local(), "ak", "alice", CHANNEL);
            alice.send(first);
            Await.until("the link is in", () -> root.stats().joins() == 1);
            bob.send(AddressFrames.join(bob.local(), "ak", "bob", CHANNEL));
            Frame seen = bob.next();
            assertEquals(first.cid(), seen.cid());
            assertEquals(first.payload(), seen.payload());
            assertEquals("", alice.nextText());
            bob.send(Frames.message("bob", CHANNEL, "1"));
            assertEquals("1", alice.nextText());
        }
    }

    @Test
    void aServerAboveThatKnowsMappedAddressesOnlyLosesNothing() throws IOException {
        UnaryOperator<ServerConfig.Builder> settings = config -> config.keys(null, null).set(Settings.PEER_WAIT,
                new RetryDelay(Duration.ofSeconds(50), Duration.ofSeconds(50)));
        ByteBuffer stored = ByteBuffer.wrap(Frames.bytes(Frames.message("bob", CHANNEL, "0")));
        try (MappedUpstream root = new MappedUpstream(stored);
                TestServer leaf = leaf(new InetSocketAddress(root.port()), settings);
                Wire alice = leaf.connect()) {
            alice.send(AddressFrames.join(alice.local(), "", "alice", CHANNEL));
            IntStream.range(1, 401).forEach(i -> alice.send(Frames.message("alice", CHANNEL, "" + i)));
            assertEquals("0", alice.nextText());
            Await.until("all are above", () -> root.texts().equals(numbers(0, 401)));
            assertEquals(1, root.refused());
            try (Wire carol = leaf.connect()) {
                carol.send(AddressFrames.join(carol.local(), "", "carol", "other"));
                Await.until("another link is up", () -> leaf.stats().peerLinks(PeerState.UP) == 2);
                assertEquals(1, root.refused(), "what the upstream server takes is known by now");
            }
        }
    }

    @Test
    void idleLinksAreClosedAndComeBack() {
        try (TestServer root = root();
                TestServer leaf = leaf(root.address(), config -> config.set(Settings.PEER_IDLE, Duration.ofMillis(50)));
                Wire bob = root.join("bob", CHANNEL)) {
            try (Wire alice = leaf.join("alice", CHANNEL)) {
                alice.send(Frames.message("alice", CHANNEL, "1"));
                assertEquals(List.of("alice:", "alice:1"), texts(bob, 2));
            }
            Await.until("the link is gone", () -> root.stats().members() == 1);
            Await.until("it rests", () -> leaf.stats().peerLinks(PeerState.IDLE) == 1);
            bob.send(Frames.message("bob", CHANNEL, "2"));
            try (Wire carol = leaf.join("carol", CHANNEL)) {
                assertEquals(List.of("alice:", "alice:1", "bob:", "bob:2"), sorted(carol, 4));
                assertEquals(List.of("carol:"), texts(bob, 1));
                assertEquals(5, leaf.channel(CHANNEL).historyFrames());
            }
        }
    }

    @Test
    void oneOfAGroupIsLinkedAndAnotherTakesOver() {
        UnaryOperator<ServerConfig.Builder> group = config -> config.parse(Settings.PEER_CID, "c0ffee");
        try (TestServer root = root();
                TestServer one = leaf(root.address(), group);
                Wire bob = root.join("bob", CHANNEL);
                Wire alice = one.join("alice", CHANNEL)) {
            assertEquals("c0ffee".length(), bob.next().cid().toString().replaceFirst("^0+", "").length());
            assertEquals("", alice.nextText());
            try (TestServer two = leaf(root.address(), group); Wire carol = two.join("carol", CHANNEL)) {
                two.events().await("peer refused " + CHANNEL);
                assertEquals(1, two.stats().peerLinks(PeerState.REFUSED) + two.stats().peerLinks(PeerState.CONNECTING));
                one.stop();
                assertEquals(List.of("alice:", "bob:"), sorted(carol, 2));
                assertEquals(List.of("carol:"), texts(bob, 1));
                two.events().await("peer up " + CHANNEL);
            }
        }
    }

    @Test
    void unsentFramesBeyondTheWindowAreDroppedAndCounted() throws IOException {
        try (TestServer root = root(); CutProxy cable = new CutProxy(root.address())) {
            cable.cut();
            try (TestServer leaf = leaf(cable.address(),
                    config -> config.parse(Settings.DELIVERY_WINDOW, "64KiB").set(Settings.HISTORY_LIMIT, 5));
                    Wire alice = leaf.join("alice", CHANNEL)) {
                for (int i = 0; i < 100; i++) {
                    alice.send(Frames.sized("alice", CHANNEL, 2000 - Integer.toString(i).length()));
                }
                Await.until("all are taken", () -> leaf.stats().receivedFrames() == 101);
                Await.until("enough is dropped", () -> leaf.stats().peerDroppedFrames() >= 100 - 33);
                cable.mend();
                Await.until("the rest is there",
                        () -> root.stats().receivedFrames() == 101 - leaf.stats().peerDroppedFrames());
                assertTrue(leaf.stats().peerDroppedFrames() <= 100 - 25, leaf.stats().peerDroppedFrames() + " dropped");
            }
        }
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    /** {@return the texts that come up to {@code last}, without joins} */
    private static List<String> messages(Wire wire, String last) {
        List<String> all = new ArrayList<>();
        while (all.isEmpty() || !all.getLast().equals(last)) {
            all.add(wire.nextText());
            all.removeIf(String::isEmpty);
        }
        return all;
    }

    /** {@return the texts that a joiner gets, without joins} */
    private static List<String> kept(TestServer server) {
        int frames = (int) server.channel(CHANNEL).historyFrames();
        try (Wire joiner = server.join("joiner", CHANNEL)) {
            return joiner.next(frames).stream().map(frame -> Message.decode(frame.payload()).text())
                    .filter(text -> !text.isEmpty()).toList();
        }
    }

    TestServer root() {
        return TestServer.start(transport);
    }

    TestServer rootAt(InetSocketAddress address) {
        return TestServer.start(transport,
                config -> config.set(Settings.LISTEN, List.of("tcp://127.0.0.1:" + address.getPort())));
    }

    TestServer leaf(InetSocketAddress upstream) {
        return leaf(upstream, config -> config);
    }

    TestServer leaf(InetSocketAddress upstream, UnaryOperator<ServerConfig.Builder> more) {
        return TestServer.start(transport, config -> more.apply(
                config.parse(Settings.PEER, "127.0.0.1:" + upstream.getPort()).set(Settings.PEER_WAIT, SOON)));
    }

    static List<String> texts(Wire wire, int count) {
        return wire.next(count).stream().map(PeerTest::line).toList();
    }

    static List<String> sorted(Wire wire, int count) {
        return texts(wire, count).stream().sorted().toList();
    }

    private static String line(Frame frame) {
        Message message = Message.decode(frame.payload());
        return message.uid() + ":" + message.text();
    }
}
