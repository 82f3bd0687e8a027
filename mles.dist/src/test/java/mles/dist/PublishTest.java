package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Frames go to every other member, in one order (SPEC 2, 5.2, 5.4). */
@BothTransports
class PublishTest {
    private static final int MANY = 3000;

    private final Transport transport;

    PublishTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void allThatCameBeforeTheFinArrives() {
        Frame[] frames = IntStream.range(0, MANY).mapToObj(i -> Frames.message("alice", "lab", "message " + i))
                .toArray(Frame[]::new);
        try (TestServer server = TestServer.start(transport);
                Wire member = server.join("bob", "lab");
                Wire alice = server.connect()) {
            alice.send(frames).fin();
            assertEquals(List.of(frames), member.next(MANY));
        }
    }

    @Test
    void endOfTheStreamTellsThatEverythingWasTaken() {
        Frame[] frames = IntStream.range(0, MANY).mapToObj(i -> Frames.message("alice", "lab", "message " + i))
                .toArray(Frame[]::new);
        try (TestServer server = TestServer.start(transport); Wire alice = server.connect()) {
            assertEquals(MANY, alice.send(frames).fin().awaitReceipt().frames());
            assertEquals(MANY, server.stats().receivedFrames());
            assertEquals(Frames.bytes(frames).length, server.stats().receivedBytes());
        }
    }

    @Test
    void partOfAFrameBeforeTheFinIsDropped() {
        byte[] cut = Frames.bytes(Frames.message("alice", "lab", "never whole"));
        try (TestServer server = TestServer.start(transport); Wire member = server.join("bob", "lab")) {
            try (Wire alice = server.join("alice", "lab")) {
                alice.send(Frames.message("alice", "lab", "whole"));
                alice.send(Arrays.copyOf(cut, cut.length - 1)).fin().untilEnd();
            }
            server.join("carol", "lab").close();
            assertEquals(List.of("", "whole", ""), member.next(3).stream().map(Frames::text).toList());
        }
    }

    @Test
    void framesMayComeInAnyPieces() {
        Frame[] frames = {Frames.message("alice", "lab", "one"), Frames.message("alice", "lab", "two"),
                Frames.sized("alice", "lab", 1)};
        byte[] bytes = Frames.bytes(frames);
        try (TestServer server = TestServer.start(transport); Wire member = server.join("bob", "lab")) {
            for (int size = 1; size < bytes.length; size += 7) {
                try (Wire alice = server.connect()) {
                    for (int at = 0; at < bytes.length; at += size) {
                        alice.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
                    }
                    assertEquals(List.of(frames), member.next(frames.length));
                    alice.fin().untilEnd();
                }
            }
        }
    }

    @Test
    void largestFramePasses() {
        Frame largest = Frames.sized("alice", "lab", Header.MAX_PAYLOAD);
        try (TestServer server = TestServer.start(transport);
                Wire member = server.join("bob", "lab");
                Wire alice = server.join("alice", "lab")) {
            alice.send(largest).send(Frames.message("alice", "lab", "after"));
            member.next();
            assertEquals(largest, member.next());
            assertEquals("after", member.nextText());
        }
    }

    @Test
    void allSeeOneOrderAndNobodyItsOwn() {
        int publishers = 4;
        int each = 500;
        try (TestServer server = TestServer.start(transport);
                Wire one = server.join("one", "lab");
                Wire two = server.join("two", "lab")) {
            List<Wire> wires = new ArrayList<>();
            for (int i = 0; i < publishers; i++) {
                wires.add(server.join("publisher " + i, "lab"));
            }
            List<CompletableFuture<Integer>> sent = new ArrayList<>();
            for (int i = 0; i < publishers; i++) {
                Wire wire = wires.get(i);
                String uid = "publisher " + i;
                sent.add(Await.async(() -> {
                    for (int n = 0; n < each; n++) {
                        wire.send(Frames.message(uid, "lab", "" + n));
                    }
                    return each;
                }));
            }
            sent.forEach(Await::get);
            List<Frame> order = messages(one, publishers * each);
            assertEquals(order, messages(two, publishers * each));
            for (int i = 0; i < publishers; i++) {
                ConnectionId own = Frames.cid("publisher " + i, "lab");
                List<Frame> others = order.stream().filter(frame -> !frame.cid().equals(own)).toList();
                assertEquals(others, messages(wires.get(i), others.size()));
                List<String> texts = order.stream().filter(frame -> frame.cid().equals(own)).map(Frames::text).toList();
                assertEquals(IntStream.range(0, each).mapToObj(String::valueOf).collect(Collectors.toList()), texts);
                wires.get(i).close();
            }
        }
    }

    /** {@return the next frames that are not presence} */
    private static List<Frame> messages(Wire wire, int count) {
        List<Frame> messages = new ArrayList<>(count);
        while (messages.size() < count) {
            Frame frame = wire.next();
            if (Message.decode(frame.payload()).payload().hasRemaining()) {
                messages.add(frame);
            }
        }
        return messages;
    }
}
