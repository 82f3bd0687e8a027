package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** History that a client brings back (SPEC 5.5). */
@BothTransports
class ResyncTest {
    private static final String CHANNEL = "lab";
    private static final Frame BOB = Frames.message("bob", CHANNEL, "");
    /** The last two are the same frame: copies count. */
    private static final List<Frame> ITEMS = List.of(Frames.message("alice", CHANNEL, ""),
            Frames.message("carol", CHANNEL, "1"), Frames.sized("dave", "another", 40),
            Frames.message("carol", CHANNEL, "2"), Frames.message("carol", CHANNEL, "2"));

    private final Transport transport;

    ResyncTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void emptyHistoryTakesAll() {
        try (TestServer server = TestServer.start(transport); Wire alice = resync(server, ITEMS)) {
            try (Wire bob = server.join("bob", CHANNEL)) {
                assertEquals(BOB, alice.next());
                assertEquals(ITEMS, bob.next(ITEMS.size()));
            }
        }
    }

    @Test
    void membersGetAllOfItToo() {
        try (TestServer server = TestServer.start(transport); Wire bob = server.join("bob", CHANNEL)) {
            server.server().purge(CHANNEL);
            try (Wire alice = resync(server, ITEMS); Wire late = server.join("late", CHANNEL)) {
                assertEquals(ITEMS, bob.next(ITEMS.size()));
                assertEquals(ITEMS, late.next(ITEMS.size()));
                assertEquals("late", Message.decode(alice.next().payload()).uid());
            }
        }
    }

    @Test
    void lastOnesSurvive() {
        List<Frame> many = IntStream.range(0, 20).mapToObj(i -> Frames.message("alice", CHANNEL, "" + i)).toList();
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_LIMIT, 5));
                Wire alice = resync(server, many);
                Wire bob = server.join("bob", CHANNEL)) {
            assertEquals(many.subList(15, 20), bob.next(5));
            assertEquals(BOB, alice.next());
        }
    }

    @Test
    void knownItemsAreDroppedEachCopyOnce() {
        try (TestServer server = TestServer.start(transport);
                Wire carol = server.join("carol", CHANNEL);
                Wire bob = server.join("bob", CHANNEL)) {
            carol.send(ITEMS.get(1), ITEMS.get(3));
            assertEquals(Frames.message("carol", CHANNEL, ""), bob.next());
            assertEquals(List.of(ITEMS.get(1), ITEMS.get(3)), bob.next(2));
            try (Wire alice = resync(server, ITEMS); Wire late = server.join("late", CHANNEL)) {
                List<Frame> fresh = List.of(ITEMS.get(0), ITEMS.get(2), ITEMS.get(4));
                assertEquals(fresh, bob.next(3));
                assertEquals(List.of(ITEMS.get(1), ITEMS.get(2), ITEMS.get(3), ITEMS.get(0), ITEMS.get(4)),
                        late.next(7).subList(2, 7), "each behind the one before it, and what it joins with is new");
                alice.send(Frames.message("alice", CHANNEL, "on"));
                assertEquals(List.of("", "on"), List.of(bob.nextText(), bob.nextText()));
            }
        }
    }

    @Test
    void withoutHistoryOnlyItemZeroGoesOn() {
        try (TestServer server = TestServer.start(transport, config -> config.set(Settings.HISTORY_LIMIT, 0));
                Wire bob = server.join("bob", CHANNEL);
                Wire alice = resync(server, ITEMS)) {
            alice.send(Frames.message("alice", CHANNEL, "on"));
            assertEquals(ITEMS.get(0), bob.next());
            assertEquals("on", bob.nextText());
        }
    }

    @Test
    void idIsThatOfItemZero() {
        try (TestServer server = TestServer.start(transport);
                Wire alice = server.join("alice", CHANNEL);
                Wire again = server.connect().send(frame(ITEMS))) {
            again.awaitSilentEnd();
            server.awaitCloses(CloseReason.DUPLICATE_CID, 1);
            server.join("bob", CHANNEL).close();
            assertEquals(BOB, alice.next());
        }
    }

    @Test
    void outerKeyCountsWhenThatOfItemZeroIsWrong() {
        Frame stale = Frame.of(new ConnectionId(1), 1, Message.of("alice", CHANNEL, "").encode());
        Frame outer = Frames.of("alice", CHANNEL, Resync.of(List.of(stale, ITEMS.get(1))).encode());
        try (TestServer server = TestServer.start(transport);
                Wire alice = server.connect().send(outer);
                Wire bob = server.join("bob", CHANNEL)) {
            assertEquals(List.of(stale, ITEMS.get(1)), bob.next(2));
            assertEquals(BOB, alice.next());
            server.server().evict(CHANNEL, Frames.cid("alice", CHANNEL));
            alice.awaitSilentEnd();
        }
    }

    @Test
    void laterResyncIsAnOrdinaryFrame() {
        Frame later = frame(ITEMS);
        try (TestServer server = TestServer.start(transport);
                Wire bob = server.join("bob", CHANNEL);
                Wire alice = server.join("alice", CHANNEL)) {
            alice.send(later);
            bob.next();
            assertEquals(later, bob.next());
            try (Wire late = server.join("late", CHANNEL)) {
                assertEquals(later, late.next(3).getLast());
            }
        }
    }

    private static Wire resync(TestServer server, List<Frame> items) {
        long before = server.stats().joins();
        Wire wire = server.connect().send(frame(items));
        Await.until("the resync is in", () -> server.stats().joins() > before);
        return wire;
    }

    private static Frame frame(List<Frame> items) {
        ByteBuffer payload = Resync.of(items).encode();
        return Frame.of(new ConnectionId(99), 99, payload);
    }
}
