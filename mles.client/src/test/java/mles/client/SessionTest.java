package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Fault;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Receipt;
import mles.protocol.Resync;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    private static final Duration SOON = Duration.ofMillis(100);

    private final FakeServer server = new FakeServer();
    private final List<Long> undecodable = new CopyOnWriteArrayList<>();
    private Session session;
    private FakeMember member;

    @BeforeEach
    void join() {
        join(8 << 20);
    }

    @AfterEach
    void close() {
        member.fin();
        session.close();
        server.close();
    }

    private void join(long inbox) {
        session = Frames.client(server).inbox(inbox).listener(new SessionListener() {
            @Override
            public void undecodable(Session from, Frame frame, long count) {
                undecodable.add(count);
                throw new IllegalStateException("listeners may fail");
            }
        }).build().join(Frames.UID, Frames.CHANNEL);
        member = server.accept();
        member.next();
    }

    private void rejoin(long inbox) {
        member.fin();
        session.close();
        join(inbox);
    }

    @Test
    void receivesInOrderWithAllThereIsToKnow() throws InterruptedException {
        Frame own = Frames.from(Frames.UID, "before");
        Frame other = Frames.from("bob", "hi").withKey(77);
        member.send(own, other, Frames.from("carol", ""));

        Received first = session.receive();
        assertTrue(first.isOwn());
        assertEquals("before", first.text());
        Received second = session.receive();
        assertFalse(second.isOwn() || second.isEmpty());
        assertEquals("bob", second.uid());
        assertEquals(Frames.CHANNEL, second.channel());
        assertEquals(77, second.key());
        assertEquals(other, second.frame());
        assertTrue(second.payload().isReadOnly());
        assertFalse(second.toString().contains("hi"));
        assertTrue(session.receive().isEmpty());
        assertEquals(Optional.empty(), session.receive(Duration.ofMillis(1)));
    }

    @Test
    void sameUidOnAnotherConnectionIsNotOwn() throws InterruptedException {
        member.send(Frame.of(new ConnectionId(1), 1, Message.of(Frames.UID, Frames.CHANNEL, "not me")));
        assertFalse(session.receive().isOwn());
    }

    @Test
    void sendsInOrderWithTheKeyThatWasAsked() {
        session.send("one");
        session.send("two".getBytes(StandardCharsets.UTF_8));
        session.send("three".getBytes(StandardCharsets.UTF_8), 42);
        assertEquals(Frames.from(Frames.UID, "one"), member.next());
        assertEquals(Frames.from(Frames.UID, "two"), member.next());
        Frame third = member.next();
        assertEquals(42, third.key());
        assertEquals(session.cid(), third.cid());
    }

    @Test
    void manySendersNeverMixFrames() {
        int senders = 8;
        int each = 50;
        byte[] large = new byte[3000];
        List<CompletableFuture<Boolean>> done = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            int sender = i;
            done.add(Await.async(() -> {
                for (int n = 0; n < each; n++) {
                    session.send(large, (long) sender << 32 | n);
                }
                return true;
            }));
        }
        int[] next = new int[senders];
        for (int i = 0; i < senders * each; i++) {
            Frame frame = member.next();
            int sender = (int) (frame.key() >>> 32);
            assertEquals(next[sender]++, (int) frame.key());
            assertEquals(3000, Message.decode(frame.payload()).payload().remaining());
        }
        done.forEach(Await::get);
    }

    @Test
    void oversizeIsRefusedAndTheSessionGoesOn() {
        ProtocolException e = assertThrows(ProtocolException.class, () -> session.send(new byte[16_777_215]));
        assertEquals(Fault.TOO_LARGE, e.fault());
        session.send("small");
        assertEquals("small", member.nextText());
    }

    @Test
    void resyncsArePassedOverAndGarbageIsCounted() throws InterruptedException {
        Frame inner = Frames.from("bob", "again");
        ConnectionId cid = new ConnectionId(5);
        Frame resync = Frame.of(cid, 0, Resync.of(List.of(inner)).encode());
        Frame garbage = Frame.of(cid, 0, ByteBuffer.wrap(new byte[]{1, 2, 3}));
        Frame emptyResync = Frame.of(cid, 0, Resync.of(List.of()).encode());
        member.send(resync, garbage, emptyResync, Frames.from("bob", "hi"));
        assertEquals("hi", session.receive().text());
        assertEquals(List.of(1L, 2L), undecodable);
    }

    @Test
    void endComesAfterTheLastMessage() throws InterruptedException {
        member.send(Frames.from("bob", "last"));
        member.fin();
        Await.until("end", () -> !session.isOpen());
        assertEquals("last", session.receive().text());
        assertEquals(CloseReason.LEFT, assertThrows(SessionClosedException.class, session::receive).reason());
        assertThrows(SessionClosedException.class, () -> session.receive(SOON));
        assertThrows(SessionClosedException.class, () -> session.send("too late"));
    }

    @Test
    void resetAndBadBytesAreNamed() {
        member.send(Frames.from("bob", "hi"));
        member.reset();
        assertEquals(CloseReason.UNRESPONSIVE, assertThrows(SessionClosedException.class, () -> {
            while (true) {
                session.receive();
            }
        }).reason());
        rejoin(1000);
        member.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(CloseReason.BAD_FRAME, assertThrows(SessionClosedException.class, session::receive).reason());
    }

    @Test
    void loopEndsWithTheSession() {
        member.send(Frames.from("bob", "1"), Frames.from("bob", "2"));
        member.fin();
        List<String> texts = new ArrayList<>();
        for (Received received : session) {
            texts.add(received.text());
        }
        assertEquals(List.of("1", "2"), texts);
    }

    @Test
    void loopDoesNotHideABrokenConnection() {
        member.reset();
        assertThrows(SessionClosedException.class, () -> session.iterator().hasNext());
    }

    @Test
    void fullInboxStopsReading() throws InterruptedException {
        rejoin(100_000);
        Frame frame = Frames.from("bob", "x".repeat(50_000));
        int count = 400;
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Boolean> sending = Await.async(() -> {
            for (int i = 0; i < count; i++) {
                member.send(frame);
                sent.incrementAndGet();
            }
            return true;
        });
        int[] seen = {-1, 0};
        Await.until("the sender to stand still", () -> {
            seen[1] = sent.get() > 0 && sent.get() == seen[0] ? seen[1] + 1 : 0;
            seen[0] = sent.get();
            return seen[1] > 100;
        });
        assertFalse(sending.isDone());
        for (int i = 0; i < count; i++) {
            assertEquals(frame, session.receive().frame());
        }
        assertTrue(Await.get(sending));
    }

    @Test
    void closeDrainsBeforeItCloses() {
        session.send("last words");
        CompletableFuture<Boolean> closing = Await.async(() -> {
            session.close();
            return session.isOpen();
        });
        Await.until("half-closed", () -> !session.isOpen());
        assertEquals("last words", member.nextText());
        member.awaitEnd();
        for (int i = 0; i < 1000; i++) {
            member.send(Frames.from("bob", "x".repeat(10_000)));
        }
        assertFalse(closing.isDone());
        member.fin();
        assertFalse(Await.get(closing));
        session.close();
    }

    @Test
    void closeIsNotHeldUpByAFullInbox() {
        rejoin(1);
        CompletableFuture<Boolean> closing = Await.async(() -> {
            for (int i = 0; i < 200; i++) {
                member.send(Frames.from("bob", "x".repeat(50_000)));
            }
            member.awaitEnd();
            member.fin();
            return true;
        });
        session.close();
        assertTrue(Await.get(closing));
    }

    @Test
    void interruptedCloseClosesAtOnce() throws InterruptedException {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread closer = Thread.ofVirtual().start(() -> {
            session.close();
            flag.complete(Thread.currentThread().isInterrupted());
        });
        member.awaitEnd();
        closer.interrupt();
        assertTrue(Await.get(flag));
        assertThrows(SessionClosedException.class, session::receive);
    }

    @Test
    void finishKnowsThatEverythingWasTaken() throws InterruptedException {
        session.send("important");
        CompletableFuture<Boolean> finished = Await.async(() -> session.finish(Await.DEADLINE));
        assertEquals("important", member.nextText());
        member.awaitEnd();
        assertEquals(Outcome.OPEN, session.outcome());
        member.send(Frames.from("bob", "late"));
        member.receipt(2);
        assertTrue(Await.get(finished));
        assertTrue(session.finish(SOON));
        assertEquals(Outcome.TAKEN, session.outcome());
    }

    @ParameterizedTest
    @CsvSource({"REFUSED, 0, false", "UNTOLD, 0, true", "LOST, 1, false", "LOST, 3, true"})
    void anythingButAReceiptForAllIsNotTaken(Outcome expected, long receipt, boolean heard)
            throws InterruptedException {
        session.send("important");
        CompletableFuture<Boolean> finished = Await.async(() -> session.finish(Await.DEADLINE));
        member.drain();
        if (heard) {
            member.send(Frames.from("bob", "hi"));
        }
        if (receipt > 0) {
            member.receipt(receipt);
        } else {
            member.fin();
        }
        assertFalse(Await.get(finished));
        assertEquals(expected, session.outcome());
    }

    @Test
    void receiptOfAnotherMemberIsNone() throws InterruptedException {
        CompletableFuture<Boolean> finished = Await.async(() -> session.finish(Await.DEADLINE));
        member.awaitEnd();
        member.send(new Receipt(new ConnectionId(1), 1));
        member.fin();
        assertFalse(Await.get(finished));
        assertEquals(Outcome.UNTOLD, session.outcome());
    }

    @Test
    void refusalThatIsLongUnderWayIsNamed() {
        member.fin();
        SessionClosedException e = assertThrows(SessionClosedException.class, session::receive);
        assertEquals(CloseReason.NOT_ALLOWED, e.reason());
        assertTrue(e.toString().contains("already on this channel"), e.toString());
        assertEquals(Outcome.REFUSED, session.outcome());
    }

    @Test
    void finishKnowsThatItMayBeLost() throws InterruptedException {
        CompletableFuture<Boolean> finished = Await.async(() -> session.finish(Await.DEADLINE));
        member.awaitEnd();
        member.reset();
        assertFalse(Await.get(finished));

        rejoin(1000);
        member.fin();
        Await.until("end", () -> !session.isOpen());
        assertFalse(session.finish(SOON), "the server went first");

        rejoin(1000);
        assertFalse(session.finish(SOON), "the server does not answer");
        member.awaitEnd();
    }

    @Test
    void interruptDoesNotCloseASession() throws InterruptedException {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread receiver = Thread.ofVirtual().start(() -> {
            assertThrows(InterruptedException.class, session::receive);
            assertThrows(InterruptedException.class, this::receiveInterrupted);
            interrupted.complete(true);
        });
        Await.until("waiting", () -> receiver.getState() == Thread.State.WAITING);
        receiver.interrupt();
        assertTrue(Await.get(interrupted));

        byte[] large = new byte[300_000];
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread sender = Thread.ofVirtual().start(() -> {
            assertThrows(InterruptedWaitException.class, () -> {
                while (true) {
                    session.send(large);
                    sent.incrementAndGet();
                }
            });
            flag.complete(Thread.currentThread().isInterrupted());
        });
        Await.until("blocked for good", () -> sent.get() > 3 && sender.getState() == Thread.State.WAITING);
        sender.interrupt();
        assertTrue(Await.get(flag));
        assertTrue(session.isOpen());
        for (int i = 0; i < sent.get(); i++) {
            assertEquals(300_000, Message.decode(member.next().payload()).payload().remaining());
        }
        session.send("still there");
        assertEquals("still there", member.nextText());
    }

    private void receiveInterrupted() throws InterruptedException {
        Thread.currentThread().interrupt();
        session.receive(Await.DEADLINE);
    }
}
