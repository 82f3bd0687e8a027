package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import mles.protocol.AddressText;
import mles.protocol.ConnectionKey;
import mles.protocol.Frame;
import mles.protocol.Receipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SinglePublicationTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Frame SENT = Frames.from(Frames.UID, "hello");

    private final FakeServer server = new FakeServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** The time that a join takes to settle would be longer than the whole test may take. */
    @Test
    void receiptIsTheEndOfIt() {
        CompletableFuture<Outcome> publishing = publish(Duration.ofMinutes(2));
        FakeMember member = server.accept();
        assertEquals(SENT, member.next());
        member.awaitEnd();
        member.send(Frames.from("bob", "old"));
        member.receipt(1);
        assertEquals(Outcome.TAKEN, Await.get(publishing));
    }

    @Test
    void anotherCountIsALoss() {
        CompletableFuture<Outcome> publishing = publish(Frames.SETTLE);
        FakeMember member = server.accept();
        member.next();
        member.receipt(0);
        assertEquals(Outcome.LOST, Await.get(publishing));
    }

    @Test
    void endWithoutAReceiptTellsNothing() {
        CompletableFuture<Outcome> publishing = publish(Duration.ofMinutes(2));
        FakeMember member = server.accept();
        member.next();
        member.send(Frames.from("bob", "old"));
        member.fin();
        assertEquals(Outcome.UNTOLD, Await.get(publishing));
    }

    @Test
    void endBeforeAByteIsARefusal() {
        CompletableFuture<Outcome> publishing = publish(Duration.ofMinutes(2));
        FakeMember member = server.accept();
        member.next();
        member.fin();
        CompletionException thrown = assertThrows(CompletionException.class, publishing::join);
        assertInstanceOf(RefusedException.class, thrown.getCause());
    }

    /** Later than any refusal it is the end of a connection that may have been accepted. */
    @Test
    void lateEndBeforeAByteIsToldAsSuch() {
        CompletableFuture<Outcome> publishing = publish(Duration.ofMillis(1));
        FakeMember member = server.accept();
        member.next();
        long from = System.nanoTime();
        Await.until("no refusal any more", () -> System.nanoTime() - from > Duration.ofMillis(300).toNanos());
        member.fin();
        assertEquals(Outcome.REFUSED, Await.get(publishing));
    }

    @Test
    void silentServerIsWaitedForNoLongerThanAskedFor() {
        MlesClient client = Frames.client(server).build();
        assertEquals(Outcome.OPEN, client.publish(Frames.UID, Frames.CHANNEL, HELLO, Duration.ofMillis(100)));
    }

    @Test
    void brokenStreamIsALoss() {
        CompletableFuture<Outcome> publishing = publish(Frames.SETTLE);
        FakeMember member = server.accept();
        member.next();
        member.send("no frames".getBytes(StandardCharsets.UTF_8));
        assertEquals(Outcome.LOST, Await.get(publishing));
        member.fin();
    }

    @Test
    void mappedFormOfTheAddressIsTriedAfterARefusal() {
        MlesClient client = MlesClient.builder(server.address()).settle(Duration.ofMinutes(2)).build();
        CompletableFuture<Outcome> publishing = Await
                .async(() -> client.publish(Frames.UID, Frames.CHANNEL, HELLO, Await.DEADLINE));
        FakeMember first = server.accept();
        assertEquals(key(AddressText.of(first.remote())), first.next().key());
        first.fin();
        FakeMember second = server.accept();
        Frame frame = second.next();
        assertEquals(key(AddressText.mapped(second.remote())), frame.key());
        second.send(new Receipt(frame.cid(), 1));
        second.fin();
        assertEquals(Outcome.TAKEN, Await.get(publishing));
    }

    private CompletableFuture<Outcome> publish(Duration settle) {
        MlesClient client = Frames.client(server).settle(settle).build();
        return Await.async(() -> client.publish(Frames.UID, Frames.CHANNEL, HELLO, Await.DEADLINE));
    }

    private static long key(String address) {
        return ConnectionKey.of(address, Frames.UID, Frames.CHANNEL);
    }
}
