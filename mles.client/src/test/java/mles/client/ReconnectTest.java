package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.protocol.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconnectTest {
    /** Long enough for a busy machine to begin a replay. */
    private static final Duration REPLAY_SETTLE = Duration.ofMillis(500);

    private final FakeServer server = new FakeServer();
    private final List<String> news = new CopyOnWriteArrayList<>();
    private final SessionListener listener = new SessionListener() {
        @Override
        public void down(Session session, CloseReason reason) {
            news.add("down " + reason);
        }

        @Override
        public void up(Session session) {
            news.add("up");
        }

        @Override
        public void missing(Session session, Frame frame) {
            news.add("missing " + Message.decode(frame.payload()).text());
        }
    };

    @AfterEach
    void close() {
        server.close();
    }

    private Session join(String first) {
        return join(first, Frames.SETTLE);
    }

    private Session join(String first, Duration settle) {
        return Frames.client(server).settle(settle).reconnect(Frames.FAST).listener(listener).build().join(Frames.UID,
                Frames.CHANNEL,
                first.getBytes(StandardCharsets.UTF_8));
    }

    /** Accepts, and takes what joins: presence only, whatever the first join said. */
    private FakeMember acceptAgain() {
        FakeMember member = server.accept();
        assertEquals(Frames.from(Frames.UID, ""), member.next());
        return member;
    }

    /** Leaves nothing to reconnect to, so that the session's close is not answered by silence. */
    private void goAway(FakeMember last) {
        server.close();
        last.fin();
    }

    private void awaitUp() {
        Await.until("up", () -> news.contains("up"));
    }

    @Test
    void sendsAgainExactlyWhatTheReplayLacks() {
        try (Session session = join("first", REPLAY_SETTLE)) {
            FakeMember old = server.accept();
            for (String text : List.of("same", "same", "same", "end")) {
                session.send(text);
            }
            assertEquals("first", old.nextText());
            for (int i = 0; i < 4; i++) {
                old.next();
            }
            old.reset();
            FakeMember fresh = acceptAgain();
            fresh.send(Frames.from("bob", "between"), Frames.from(Frames.UID, "first"), Frames.from(Frames.UID, "same"),
                    Frames.from(Frames.UID, "same"), Frames.from("bob", "after"));
            assertEquals("same", fresh.nextText());
            assertEquals("end", fresh.nextText());
            awaitUp();
            session.send("new");
            assertEquals("new", fresh.nextText());
            assertEquals(List.of("down not-allowed", "missing same", "missing end", "up"), news);
            goAway(fresh);
        }
    }

    @Test
    void nameThatWasNeverAcceptedIsRefusedInTheEnd() {
        try (Session session = join("", REPLAY_SETTLE)) {
            server.accept().fin();
            server.refuse(2);
            SessionClosedException e = assertThrows(SessionClosedException.class, session::receive);
            assertEquals(CloseReason.NOT_ALLOWED, e.reason());
            assertEquals(Outcome.REFUSED, session.outcome());
        }
    }

    @Test
    void nameThatWasAcceptedIsTriedForEver() {
        try (Session session = join("", REPLAY_SETTLE)) {
            FakeMember old = server.accept();
            old.send(Frames.from("bob", "hi"));
            assertEquals("hi", session.iterator().next().text());
            old.fin();
            assertEquals(4, Await.get(server.refuse(4)));
            FakeMember fresh = acceptAgain();
            awaitUp();
            goAway(fresh);
        }
    }

    @Test
    void framesThatHistoryDroppedAreNotSentAgain() {
        try (Session session = join("", REPLAY_SETTLE)) {
            FakeMember old = server.accept();
            old.next();
            session.send("long ago");
            session.send("late");
            old.next();
            old.next();
            old.fin();
            FakeMember fresh = acceptAgain();
            fresh.send(Frames.from(Frames.UID, "late"));
            awaitUp();
            session.send("new");
            assertEquals("new", fresh.nextText());
            assertEquals(List.of("down not-allowed", "up"), news);
            goAway(fresh);
        }
    }

    @Test
    void whatWasLostTwiceIsSentAThirdTime() {
        try (Session session = join("")) {
            FakeMember member = server.accept();
            member.next();
            session.send("a");
            session.send("b");
            member.next();
            member.next();
            for (int i = 0; i < 2; i++) {
                member.reset();
                member = acceptAgain();
                assertEquals("a", member.nextText());
                assertEquals("b", member.nextText());
            }
            goAway(member);
        }
    }

    @Test
    void busyChannelDoesNotHoldUpSendingForEver() {
        try (Session session = join("")) {
            FakeMember old = server.accept();
            old.next();
            session.send("lost");
            old.next();
            old.reset();
            FakeMember fresh = acceptAgain();
            CompletableFuture<Boolean> busy = Await.async(() -> {
                while (!news.contains("up")) {
                    fresh.send(Frames.from("bob", "chatter"));
                    LockSupport.parkNanos(1_000_000);
                }
                return true;
            });
            assertEquals("lost", fresh.nextText());
            assertTrue(Await.get(busy));
            goAway(fresh);
        }
    }

    @Test
    void sendsWaitWhileDownAndRefused() {
        MlesClient client = Frames.client(server).settle(Duration.ofSeconds(4)).reconnect(Frames.FAST)
                .listener(listener).build();
        CompletableFuture<Session> joining = Await.async(() -> client.join(Frames.UID, Frames.CHANNEL));
        FakeMember old = server.accept();
        old.send(Frames.from("bob", "welcome"));
        try (Session session = Await.get(joining)) {
            old.next();
            old.reset();
            Await.until("down", () -> news.contains("down unresponsive"));
            CompletableFuture<Boolean> sending = Await.async(() -> {
                session.send("patient");
                return true;
            });
            assertEquals(2, Await.get(server.refuse(2)));
            FakeMember fresh = acceptAgain();
            assertFalse(sending.isDone());
            assertTrue(session.isOpen());
            fresh.send(Frames.from("bob", "welcome back"));
            assertTrue(Await.get(sending));
            assertEquals("patient", fresh.nextText());
            awaitUp();
            assertEquals(List.of("down unresponsive", "up"), news);
            goAway(fresh);
        }
    }

    @Test
    void firstRefusalThrows() {
        CompletableFuture<Integer> refused = server.refuse(1);
        assertThrows(RefusedException.class, () -> join(""));
        assertEquals(1, Await.get(refused));
    }

    @Test
    void closeWhileDownEndsAtOnce() {
        Session session = join("");
        FakeMember old = server.accept();
        server.close();
        old.reset();
        Await.until("down", () -> news.contains("down not-allowed"));
        CompletableFuture<Boolean> sending = Await.async(() -> {
            assertThrows(SessionClosedException.class, () -> session.send("never"));
            return true;
        });
        session.close();
        assertTrue(Await.get(sending));
        assertEquals(CloseReason.LEFT, assertThrows(SessionClosedException.class, session::receive).reason());
    }

    @Test
    void finishWaitsForTheConnectionAndWhatItLacks() {
        try (Session session = join("")) {
            FakeMember old = server.accept();
            old.next();
            session.send("lost");
            old.next();
            old.reset();
            Await.until("down", () -> news.contains("down not-allowed"));
            CompletableFuture<Boolean> finished = Await.async(() -> session.finish(Await.DEADLINE));
            FakeMember fresh = acceptAgain();
            assertEquals("lost", fresh.nextText());
            fresh.awaitEnd();
            fresh.receipt(2);
            assertTrue(Await.get(finished));
        }
    }

    @Test
    void addressModeGetsANewIdAndKnowsTheOldOne() throws InterruptedException {
        MlesClient client = MlesClient.builder(server.address()).settle(Frames.SETTLE).reconnect(Frames.FAST)
                .listener(listener).build();
        try (Session session = client.join(Frames.UID, Frames.CHANNEL)) {
            FakeMember old = server.accept();
            Frame join = old.next();
            old.reset();
            FakeMember fresh = server.accept();
            Frame again = fresh.next();
            fresh.send(join);
            assertTrue(session.receive().isOwn());
            awaitUp();
            assertEquals(again.cid(), session.cid());
            goAway(fresh);
        }
    }
}
