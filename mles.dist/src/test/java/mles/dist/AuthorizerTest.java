package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.Authorizer;
import mles.server.spi.JoinRequest;
import mles.server.spi.Rights;
import org.junit.jupiter.api.Test;

/** An application has the last word on who comes in. */
@BothTransports
class AuthorizerTest {
    private final Transport transport;
    private final List<JoinRequest> requests = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Rights> later = new CompletableFuture<>();

    AuthorizerTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void itIsAskedForThoseWithAGoodKey() {
        try (TestServer server = start(request -> answer(request, Rights.MEMBER));
                Wire alice = server.join("alice", "lab")) {
            try (Wire bad = server.connect()) {
                bad.offer(Frames.bytes(
                        Frame.of(Frames.message("x", "lab", "").cid(), 1, Frames.message("x", "lab", "").payload())))
                        .awaitSilentEnd();
            }
            server.awaitCloses(CloseReason.WRONG_KEY, 1);
            Frame first = Frames.message("alice", "lab", "");
            assertEquals(List.of(new JoinRequest("alice", new ChannelName("lab"), first.cid(), alice.local(), "")),
                    requests);
        }
    }

    @Test
    void noRightsAreARefusal() {
        try (TestServer server = start(
                request -> answer(request, request.uid().equals("mallory") ? Rights.NONE : Rights.MEMBER));
                Wire alice = server.join("alice", "lab");
                Wire mallory = server.connect().send(Frames.message("mallory", "lab", ""))) {
            mallory.awaitSilentEnd();
            server.awaitCloses(CloseReason.NOT_ALLOWED, 1);
            server.join("bob", "lab").close();
            assertEquals(Frames.message("bob", "lab", ""), alice.next());
        }
    }

    @Test
    void whatIsSentMeanwhileWaitsInOrder() {
        try (TestServer server = start(
                request -> request.uid().equals("slow") ? later : answer(request, Rights.MEMBER));
                Wire alice = server.join("alice", "lab");
                Wire slow = server.connect().send(Frames.message("slow", "lab", "1"),
                        Frames.message("slow", "lab", "2"),
                        Frames.message("slow", "lab", "3"))) {
            alice.send(Frames.message("alice", "lab", "before"));
            Await.until("that is there", () -> server.stats().receivedFrames() == 2);
            slow.send(Frames.sized("slow", "lab", 500_000));
            later.complete(Rights.MEMBER);
            assertEquals(List.of("1", "2", "3"), alice.next(3).stream().map(Frames::text).toList());
            assertEquals(500_000, alice.next().payload().remaining());
            assertEquals(List.of("", "before"), slow.next(2).stream().map(Frames::text).toList());
        }
    }

    @Test
    void whatCameBeforeTheEndIsJudgedAndTaken() {
        try (TestServer server = start(
                request -> request.uid().equals("slow") ? later : answer(request, Rights.MEMBER));
                Wire alice = server.join("alice", "lab");
                Wire slow = server.connect().send(Frames.message("slow", "lab", "1"),
                        Frames.message("slow", "lab", "2"))) {
            slow.fin();
            later.complete(Rights.MEMBER);
            assertEquals(List.of("1", "2"), alice.next(2).stream().map(Frames::text).toList());
            assertEquals(2, slow.awaitReceipt().frames());
        }
    }

    @Test
    void anEndThatIsSeenBeforeTheJudgementTakesNothingAlong() throws InterruptedException {
        try (TestServer server = start(
                request -> request.uid().equals("slow") ? later : answer(request, Rights.MEMBER));
                Wire alice = server.join("alice", "lab");
                Wire slow = server.connect().send(Frames.message("slow", "lab", "1"))) {
            slow.fin();
            // Long enough for the loop to see the end of a socket that it does not read.
            TimeUnit.MILLISECONDS.sleep(100);
            later.complete(Rights.MEMBER);
            assertEquals("1", Frames.text(alice.next()));
            assertEquals(1, slow.awaitReceipt().frames());
        }
    }

    @Test
    void refusalBehindTheEndGetsNoReceipt() {
        try (TestServer server = start(request -> later);
                Wire slow = server.connect().send(Frames.message("slow", "lab", "1"),
                        Frames.message("slow", "lab", "2"))) {
            slow.fin();
            later.complete(Rights.NONE);
            slow.awaitSilentEnd();
            assertEquals(0, server.stats().joins());
        }
    }

    @Test
    void itCannotGiveWhatTheKeyDoesNot() {
        Rights readOnly = new Rights(false, true, false);
        try (TestServer server = start(
                request -> answer(request, request.uid().equals("reader") ? readOnly : Rights.MEMBER));
                Wire alice = server.join("alice", "lab");
                Wire reader = server.join("reader", "lab")) {
            alice.send(Frames.message("alice", "lab", "to all"));
            assertEquals(List.of("", "to all"), reader.next(2).stream().map(Frames::text).toList());
            reader.send(Frames.message("reader", "lab", "no")).untilEnd();
            server.awaitCloses(CloseReason.NOT_ALLOWED, 1);
        }
    }

    @Test
    void noGoodAnswerInTimeIsARefusal() {
        try (TestServer server = start(this::fail, Duration.ofMillis(500))) {
            for (String uid : List.of("throws", "fails", "null", "late")) {
                server.connect().send(Frames.message(uid, "lab", "")).awaitSilentEnd();
            }
            server.awaitCloses(CloseReason.NOT_ALLOWED, 4);
        }
    }

    @Test
    void browsersAreNoException() {
        try (TestServer server = start(request -> answer(request, Rights.NONE)); Ws browser = server.browser()) {
            browser.message("alice", "lab", "");
            assertEquals("not-allowed 1 lab", browser.awaitClose().closeText());
        }
    }

    private CompletionStage<Rights> fail(JoinRequest request) {
        return switch (request.uid()) {
            case "throws" -> throw new IllegalStateException("no");
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("no"));
            case "null" -> CompletableFuture.completedFuture(null);
            default -> later;
        };
    }

    private CompletionStage<Rights> answer(JoinRequest request, Rights rights) {
        requests.add(request);
        return CompletableFuture.completedFuture(rights);
    }

    private TestServer start(Authorizer authorizer) {
        return start(authorizer, Await.DEADLINE);
    }

    private TestServer start(Authorizer authorizer, Duration patience) {
        return TestServer.start(transport, config -> config.set(Settings.FIRST_FRAME_TIMEOUT, patience),
                embedding -> embedding.authorizer(authorizer));
    }
}
