package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import mles.protocol.AddressText;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Fault;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinTest {
    private final FakeServer server = new FakeServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void silentConnectionIsAcceptedAfterSettling() {
        long from = System.nanoTime();
        try (Session session = Frames.client(server).build().join(Frames.UID, Frames.CHANNEL)) {
            FakeMember member = server.accept();
            assertTrue(System.nanoTime() - from >= Frames.SETTLE.toNanos());
            assertEquals(Frames.from(Frames.UID, ""), member.next());
            assertEquals(ConnectionId.of(Frames.ownKey()), session.cid());
            assertTrue(session.isOpen());
            member.fin();
        }
    }

    @Test
    void aByteIsAcceptance() throws InterruptedException {
        MlesClient client = Frames.client(server).settle(Duration.ofMinutes(1)).build();
        CompletableFuture<Session> joining = Await.async(() -> client.join(Frames.UID, Frames.CHANNEL));
        Frame frame = Frames.from("bob", "hi");
        FakeMember member = server.accept();
        member.next();
        byte[] bytes = FakeMember.bytes(frame);
        member.send(new byte[]{bytes[0]});
        try (Session session = Await.get(joining)) {
            member.send(Arrays.copyOfRange(bytes, 1, bytes.length));
            assertEquals(frame, session.receive().frame());
            member.fin();
        }
    }

    @Test
    void firstContentGoesInTheFirstFrame() {
        byte[] first = "hello".getBytes(StandardCharsets.UTF_8);
        try (Session session = Frames.client(server).build().join(Frames.UID, Frames.CHANNEL, first)) {
            FakeMember member = server.accept();
            assertEquals(Frames.from(Frames.UID, "hello"), member.next());
            assertEquals(Frames.CHANNEL, session.channel());
            member.fin();
        }
    }

    @Test
    void closedBeforeSettlingIsRefusal() {
        CompletableFuture<Integer> refused = server.refuse(1);
        MlesClient client = Frames.client(server).settle(Duration.ofSeconds(4)).build();
        RefusedException e = assertThrows(RefusedException.class, () -> client.join(Frames.UID, Frames.CHANNEL));
        assertEquals(CloseReason.NOT_ALLOWED, e.reason());
        assertTrue(e.toString().contains("already on this channel"), e.toString());
        assertFalse(e.toString().contains(Frames.KEY), e.toString());
        assertEquals(1, Await.get(refused));
    }

    @Test
    void resetIsRefusalLikeFin() {
        CompletableFuture<Boolean> reset = Await.async(() -> {
            FakeMember member = server.accept();
            member.next();
            member.reset();
            return true;
        });
        MlesClient client = Frames.client(server).settle(Duration.ofSeconds(4)).build();
        assertThrows(RefusedException.class, () -> client.join(Frames.UID, Frames.CHANNEL));
        assertTrue(Await.get(reset));
    }

    @Test
    void addressModeHashesTheDottedForm() {
        MlesClient client = MlesClient.builder(server.address()).addressKey("extra").settle(Frames.SETTLE).build();
        try (Session session = client.join(Frames.UID, Frames.CHANNEL)) {
            FakeMember member = server.accept();
            long key = ConnectionKey.of(AddressText.of(member.remote()), "extra", Frames.UID, Frames.CHANNEL);
            assertEquals(key, member.next().key());
            assertEquals(ConnectionId.of(key), session.cid());
            member.fin();
        }
    }

    @Test
    void addressModeTriesTheMappedFormOnce() {
        MlesClient client = MlesClient.builder(server.address()).settle(Duration.ofSeconds(4)).build();
        CompletableFuture<Session> joining = Await.async(() -> client.join(Frames.UID, Frames.CHANNEL));
        assertEquals(1, Await.get(server.refuse(1)));
        FakeMember mapped = server.accept();
        long key = ConnectionKey.of(AddressText.mapped(mapped.remote()), Frames.UID, Frames.CHANNEL);
        assertEquals(key, mapped.next().key());
        mapped.send(Frames.from("bob", "hi"));
        try (Session session = Await.get(joining)) {
            assertEquals(ConnectionId.of(key), session.cid());
            mapped.fin();
        }
    }

    @Test
    void bothFormsRefusedIsRefusal() {
        MlesClient client = MlesClient.builder(server.address()).settle(Duration.ofSeconds(4)).build();
        CompletableFuture<Integer> refused = server.refuse(2);
        assertThrows(RefusedException.class, () -> client.join(Frames.UID, Frames.CHANNEL));
        assertEquals(2, Await.get(refused));
    }

    @Test
    void nobodyListeningIsUnreachable() {
        server.close();
        UnreachableException e = assertThrows(UnreachableException.class,
                () -> Frames.client(server).build().join(Frames.UID, Frames.CHANNEL));
        assertTrue(e.toString().contains(server.address()), e.toString());
    }

    @Test
    void interruptGivesUpTheJoin() throws InterruptedException {
        MlesClient client = Frames.client(server).settle(Duration.ofMinutes(1)).build();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread joiner = Thread.ofVirtual().start(() -> {
            assertThrows(InterruptedWaitException.class, () -> client.join(Frames.UID, Frames.CHANNEL));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        FakeMember member = server.accept();
        member.next();
        joiner.interrupt();
        assertTrue(Await.get(flag));
        member.awaitEnd();
        member.fin();
    }

    @Test
    void oversizeFirstMessageIsRefusedBeforeConnecting() {
        server.close();
        MlesClient client = Frames.client(server).build();
        ProtocolException e = assertThrows(ProtocolException.class,
                () -> client.join(Frames.UID, Frames.CHANNEL, new byte[16_777_215]));
        assertEquals(Fault.TOO_LARGE, e.fault());
    }

    @Test
    void tlsContextNeedsATlsServer() throws Exception {
        MlesClient.Builder builder = MlesClient.builder("tcp://localhost").tls(SSLContext.getDefault());
        assertThrows(IllegalArgumentException.class, builder::build);
    }

    @Test
    void clientNeverShowsItsKey() {
        assertEquals("MlesClient[tcp://" + server.address() + ", shared key]",
                Frames.client(server).build().toString());
    }

    @Test
    void emptyNamesAreNames() {
        try (Session session = Frames.client(server).build().join("", "")) {
            FakeMember member = server.accept();
            assertEquals(Message.of("", "", ""), Message.decode(member.next().payload()));
            assertEquals("", session.uid());
            member.fin();
        }
    }
}
