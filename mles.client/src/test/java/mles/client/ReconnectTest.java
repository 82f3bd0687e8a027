package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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
        public void gap(Session session) {
            news.add("gap");
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
        return client(settle).build().join(Frames.UID, Frames.CHANNEL, first.getBytes(StandardCharsets.UTF_8));
    }

    private MlesClient.Builder client(Duration settle) {
        return Frames.client(server).settle(settle).reconnect(Frames.FAST).listener(listener);
    }

    /** Accepts, and takes what joins: presence only, whatever the first join said. */
    private FakeMember acceptAgain() {
        FakeMember member = server.accept();
        assertEquals(Frames.from(Frames.UID, ""), member.next());
        return member;
    }

    /** Lets {@code searching} go, which has left its mark; what joins next gets {@code replay} and the mark. */
    private FakeMember acceptBehindMark(FakeMember searching, Frame... replay) {
        Frame mark = searching.next();
        assertTrue(MessageNumbers.isNumber(mark.key()));
        assertEquals("", Message.decode(mark.payload()).text());
        searching.awaitEnd();
        searching.fin();
        FakeMember fresh = acceptAgain();
        fresh.send(replay);
        fresh.send(mark);
        return fresh;
    }

    /** Leaves nothing to reconnect to, so that the session's close is not answered by silence. */
    private void goAway(FakeMember last) {
        server.close();
        last.fin();
    }

    private static String text(Frame frame) {
        return Message.decode(frame.payload()).text();
    }

    private void awaitUp() {
        Await.until("up", () -> news.contains("up"));
    }

    @Test
    void sendsAgainExactlyWhatTheReplayLacks() {
        try (Session session = join("first", REPLAY_SETTLE)) {
            FakeMember old = server.accept();
            Frame join = old.next();
            for (String text : List.of("same", "same", "same", "end")) {
                session.send(text);
            }
            List<Frame> sent = List.of(old.next(), old.next(), old.next(), old.next(), old.next());
            assertEquals(List.of("first", "same", "same", "same", "end"),
                    sent.stream().map(ReconnectTest::text).toList());
            assertEquals(5, sent.stream().map(Frame::key).distinct().count());
            old.reset();
            FakeMember searching = acceptAgain();
            searching.send(join, sent.get(0), sent.get(1));
            FakeMember fresh = acceptBehindMark(searching, join, sent.get(0), sent.get(1), join,
                    Frames.from("bob", "between"),
                    sent.get(2));
            assertEquals(sent.get(3), fresh.next());
            assertEquals(sent.get(4), fresh.next());
            awaitUp();
            session.send("new");
            assertEquals("new", fresh.nextText());
            assertEquals(List.of("down not-allowed", "missing same", "missing end", "up"), news);
            goAway(fresh);
        }
    }

    @Test
    void withoutNumbersAQuietReplayIsOver() {
        try (Session session = client(REPLAY_SETTLE).numbered(false).build().join(Frames.UID, Frames.CHANNEL)) {
            FakeMember old = server.accept();
            old.next();
            session.send("arrived");
            session.send("lost");
            assertEquals(Frames.from(Frames.UID, "arrived"), old.next());
            old.next();
            old.reset();
            FakeMember fresh = acceptAgain();
            fresh.send(Frames.from(Frames.UID, ""), Frames.from(Frames.UID, "arrived"));
            assertEquals(Frames.from(Frames.UID, "lost"), fresh.next());
            awaitUp();
            assertEquals(List.of("down not-allowed", "missing lost", "up"), news);
            goAway(fresh);
        }
    }

    @Test
    void marksThatDoNotComeBackAreGivenUpWithAGap() {
        try (Session session = join("")) {
            FakeMember old = server.accept();
            old.next();
            session.send("lost");
            old.next();
            old.reset();
            for (int i = 0; i < 2; i++) {
                FakeMember searching = acceptAgain();
                searching.next();
                searching.awaitEnd();
                searching.fin();
            }
            FakeMember fresh = acceptAgain();
            assertEquals("lost", fresh.nextText());
            awaitUp();
            assertEquals(List.of("down not-allowed", "missing lost", "gap", "up"), news);
            goAway(fresh);
        }
    }

    @Test
    void messageThatHistoryMayHaveDroppedIsSentAgainWithAGap() throws InterruptedException {
        try (Session session = join("")) {
            FakeMember old = server.accept();
            old.next();
            old.send(Frames.from("bob", "before"));
            assertEquals("before", session.receive().text());
            session.send("lost");
            old.next();
            old.reset();
            FakeMember fresh = acceptBehindMark(acceptAgain(), Frames.from("bob", "later"));
            assertEquals("lost", fresh.nextText());
            Received later = session.receive();
            assertEquals("later", later.text());
            assertTrue(later.isAfterGap());
            awaitUp();
            assertEquals(List.of("down unresponsive", "gap", "missing lost", "gap", "up"), news);
            goAway(fresh);
        }
    }

    @Test
    void eachMessageIsReceivedOnce() throws InterruptedException {
        try (Session session = join("")) {
            FakeMember old = server.accept();
            old.next();
            old.send(Frames.from(Frames.UID, "of an earlier session"), Frames.from("bob", "hi"),
                    Frames.from("bob", "hi"));
            assertTrue(session.receive().isOwn());
            session.send("own");
            Frame own = old.next();
            old.reset();
            FakeMember fresh = acceptAgain();
            fresh.send(Frames.from("bob", "hi"), Frames.from("bob", "hi"), own, Frames.from("bob", "hi"),
                    Frames.from("bob", "end"));
            for (String text : List.of("hi", "hi", "hi", "end")) {
                Received received = session.receive();
                assertEquals(text, received.text());
                assertFalse(received.isAfterGap());
            }
            awaitUp();
            assertEquals(List.of("down unresponsive", "up"), news);
            goAway(fresh);
        }
    }

    @Test
    void replayThatComesLateIsKnown() throws Exception {
        try (Session session = join("")) {
            FakeMember old = server.accept();
            old.next();
            old.send(Frames.from("bob", "one"), Frames.from("bob", "two"));
            assertEquals("one", session.receive().text());
            assertEquals("two", session.receive().text());
            old.reset();
            FakeMember fresh = acceptAgain();
            assertEquals(Optional.empty(), session.receive(Frames.SETTLE.multipliedBy(2 * Replay.PATIENCE)));
            fresh.send(Frames.from("bob", "one"), Frames.from("bob", "two"), Frames.from("bob", "end"));
            assertEquals("end", session.receive().text());
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
            Frame late = old.next();
            old.fin();
            FakeMember fresh = acceptAgain();
            fresh.send(late);
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
                member = acceptBehindMark(acceptAgain());
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
            FakeMember searching = acceptAgain();
            AtomicBoolean marked = new AtomicBoolean();
            CompletableFuture<Boolean> busy = Await.async(() -> {
                while (!marked.get()) {
                    searching.send(Frames.from("bob", "chatter"));
                    LockSupport.parkNanos(1_000_000);
                }
                return true;
            });
            Frame mark = searching.next();
            marked.set(true);
            assertTrue(Await.get(busy));
            searching.fin();
            FakeMember fresh = acceptAgain();
            fresh.send(mark);
            assertEquals("lost", fresh.nextText());
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
            fresh.send(Frames.from("bob", "welcome"), Frames.from("bob", "welcome back"));
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
            FakeMember fresh = acceptBehindMark(acceptAgain());
            assertEquals("lost", fresh.nextText());
            fresh.awaitEnd();
            fresh.receipt(2);
            assertTrue(Await.get(finished));
        }
    }

    @Test
    void finishOutlivesACut() {
        try (Session session = join("")) {
            FakeMember old = server.accept();
            old.next();
            session.send("last");
            CompletableFuture<Boolean> finished = Await.async(() -> session.finish(Await.DEADLINE));
            Frame last = old.next();
            old.awaitEnd();
            old.reset();
            FakeMember fresh = acceptAgain();
            fresh.send(last);
            fresh.awaitEnd();
            fresh.receipt(1);
            assertTrue(Await.get(finished));
            assertEquals(Outcome.TAKEN, session.outcome());
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
            fresh.send(join, Frames.from("bob", "hi"));
            assertEquals("hi", session.receive().text());
            awaitUp();
            assertEquals(again.cid(), session.cid());
            goAway(fresh);
        }
    }
}
