package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mles.client.MlesClient;
import mles.client.RefusedException;
import mles.client.Session;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Joining and leaving (SPEC 5.1, 5.4). */
@BothTransports
class JoinTest {
    private final Transport transport;

    JoinTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void duplicateIdClosesTheNewcomerOnly() {
        try (TestServer server = TestServer.start(transport);
                Wire older = server.join("alice", "lab");
                Wire newcomer = server.connect().send(Frames.message("alice", "lab", "again"))) {
            newcomer.awaitSilentEnd();
            server.awaitCloses(CloseReason.DUPLICATE_CID, 1);
            try (Wire third = server.join("bob", "lab")) {
                assertEquals("", older.nextText());
                older.send(Frames.message("alice", "lab", "still here"));
                assertEquals(List.of("", "still here"), List.of(third.nextText(), third.nextText()));
            }
        }
    }

    @Test
    void idCountsAsTheHeaderHasIt() {
        ConnectionId cid = Frames.cid("alice", "lab");
        try (TestServer server = TestServer.start(transport);
                Wire alice = server.join("alice", "lab");
                Wire bob = server.connect()
                        .send(Frames.of(cid, "bob", "lab", Message.of("bob", "lab", "hi").encode()))) {
            bob.awaitSilentEnd();
            server.join("carol", "lab").close();
            assertEquals(Frames.message("carol", "lab", ""), alice.next());
        }
    }

    @Test
    void sameIdOnAnotherChannelIsNoConflict() {
        ConnectionId cid = new ConnectionId(7);
        Frame lab = Frames.of(cid, "alice", "lab", Message.of("alice", "lab", "1").encode());
        Frame attic = Frames.of(cid, "alice", "attic", Message.of("alice", "attic", "2").encode());
        try (TestServer server = TestServer.start(transport);
                Wire first = server.connect().send(lab);
                Wire second = server.connect().send(attic);
                Wire labWatcher = server.join("bob", "lab");
                Wire atticWatcher = server.join("bob", "attic")) {
            first.send(Frames.message("alice", "lab", "3"));
            second.send(Frames.message("alice", "attic", "4"));
            assertEquals(List.of("1", "3"), texts(labWatcher, 2));
            assertEquals(List.of("2", "4"), texts(atticWatcher, 2));
            assertEquals(4, server.stats().members());
        }
    }

    @Test
    void idIsFreeWhenTheClientSeesTheClose() {
        try (TestServer server = TestServer.start(transport)) {
            server.join("bob", "lab").close();
            for (int i = 0; i < 30; i++) {
                try (Wire alice = server.connect().send(Frames.message("alice", "lab", ""))) {
                    assertEquals(Frames.message("bob", "lab", ""), alice.next());
                    alice.fin().untilEnd();
                }
            }
            assertEquals(0, server.closes(CloseReason.DUPLICATE_CID));
        }
    }

    @Test
    void idIsFreeAfterAReset() {
        try (TestServer server = TestServer.start(transport)) {
            server.join("alice", "lab").reset();
            Await.until("she is gone", () -> server.stats().members() == 0);
            try (Wire again = server.join("alice", "lab")) {
                assertEquals(Frames.message("alice", "lab", ""), again.next());
            }
            server.awaitCloses(CloseReason.LEFT, 2);
        }
    }

    @Test
    void presenceIsSeenByMembersAndByLaterJoiners() {
        Frame presence = Frames.message("alice", "lab", "");
        try (TestServer server = TestServer.start(transport); Wire member = server.join("bob", "lab")) {
            server.join("alice", "lab").close();
            assertEquals(presence, member.next());
            try (Wire late = server.join("carol", "lab")) {
                assertEquals(List.of(Frames.message("bob", "lab", ""), presence), late.next(2));
            }
        }
    }

    @Test
    void joinerGetsOthersFramesAndOwnEarlierOnesButNotTheJoinItself() {
        try (TestServer server = TestServer.start(transport)) {
            try (Wire before = server.join("alice", "lab")) {
                before.send(Frames.message("alice", "lab", "earlier")).fin().untilEnd();
            }
            try (Wire alice = server.connect().send(Frames.message("alice", "lab", "joining"));
                    Wire bob = server.join("bob", "lab")) {
                bob.send(Frames.message("bob", "lab", "hello"));
                assertEquals(List.of("", "earlier", "", "hello"), texts(alice, 4));
            }
        }
    }

    @Test
    void replayIsByteIdentical() {
        List<Frame> sent = new ArrayList<>();
        sent.add(Frames.message("alice", "lab", "first"));
        sent.add(Frames.of("mallory", "attic", Message.of("mallory", "attic", "another channel").encode()));
        sent.add(Frames.of(new ConnectionId(-1), "", "", ByteBuffer.wrap(new byte[]{(byte) 0xff})));
        sent.add(Frames.sized("alice", "lab", 70_000));
        sent.add(Frames.sized("alice", "lab", 300_000));
        sent.add(Frames.message("alice", "lab", "").withKey(42));
        try (TestServer server = TestServer.start(transport); Wire member = server.join("bob", "lab")) {
            try (Wire alice = server.connect()) {
                sent.forEach(alice::send);
                alice.fin().untilEnd();
            }
            assertEquals(sent, member.next(sent.size()));
            try (Wire late = server.join("carol", "lab")) {
                late.next();
                assertEquals(sent, late.next(sent.size()));
            }
        }
    }

    @Test
    void clientSession() throws InterruptedException {
        try (TestServer server = TestServer.start(transport)) {
            MlesClient client = server.client().build();
            // Patient, so that a slow machine does not make a refusal look like an acceptance.
            MlesClient patient = server.client().settle(Await.DEADLINE).build();
            try (Session alice = client.join("alice", "lab"); Session bob = client.join("bob", "lab")) {
                Await.until("both are in", () -> server.stats().members() == 2);
                assertThrows(RefusedException.class, () -> patient.join("alice", "lab"));
                alice.send("hello");
                assertTrue(bob.receive().isEmpty());
                assertEquals("hello", bob.receive().text());
                assertEquals("bob", alice.receive().uid());
            }
            Await.until("all have left", () -> server.stats().connections() == 0);
        }
    }

    private static List<String> texts(Wire wire, int count) {
        return wire.next(count).stream().map(Frames::text).toList();
    }
}
