package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Bad input ends its own connection, for a named reason, and nothing else (SPEC 9, row 2). */
@BothTransports
class HostileInputTest {
    private static final int ROUNDS = 20;
    private static final int MANY = 2000;

    private final Transport transport;

    HostileInputTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void nobodyElseNotices() {
        List<Frame> sent = IntStream.range(0, MANY).mapToObj(i -> Frames.sized("alice", "garden", 1 + i)).toList();
        try (TestServer server = TestServer.start(transport);
                Wire bob = server.join("bob", "garden");
                Wire alice = server.join("alice", "garden")) {
            bob.next();
            CompletableFuture<Wire> sending = Await.async(() -> {
                sent.forEach(alice::send);
                return alice;
            });
            CompletableFuture<List<Frame>> got = Await.async(() -> bob.next(MANY));
            for (int round = 0; round < ROUNDS; round++) {
                attack(server, round);
            }
            Await.get(sending);
            assertEquals(sent, Await.get(got));
            server.awaitCloses(CloseReason.BAD_FRAME, 5 * ROUNDS);
            server.awaitCloses(CloseReason.BAD_PAYLOAD, 4 * ROUNDS);
            server.awaitCloses(CloseReason.WRONG_KEY, ROUNDS);
            server.awaitCloses(CloseReason.LEFT, 3 * ROUNDS);
            server.awaitCloses(CloseReason.INTERNAL, 0);
            assertEquals(2, server.stats().members());
        }
    }

    private static void attack(TestServer server, int round) {
        Frame join = Frames.message("mallory", "lab", "");
        byte[] good = Frames.bytes(join);
        byte[] noise = new byte[1 + 997 * round];
        new Random(round).nextBytes(noise);
        noise[0] = 'N';
        // bad-frame, before and after joining
        ends(server, noise);
        ends(server, header('M', 0));
        ends(server, header('m', 10));
        ends(server, Frames.bytes(join, Frames.message("mallory", "lab", "hi")), header('M', 0));
        ends(server, good, noise);
        // bad-payload
        ends(server, Frames.bytes(Frames.of("", "", ByteBuffer.wrap(noise))));
        ends(server, Frames.bytes(resync(new byte[]{'M', 0})));
        ends(server, Frames.bytes(resync(Arrays.copyOf(good, good.length - 1))));
        ends(server, Frames.bytes(resync(noise)));
        // wrong-key
        ends(server, Frames.bytes(join.withKey(join.key() ^ 1L << round)));
        // left
        leaves(server, Arrays.copyOf(good, 1 + round));
        leaves(server, Arrays.copyOf(good, good.length - 1));
        leaves(server, header('M', 0xffffff));
    }

    private static void ends(TestServer server, byte[]... pieces) {
        try (Wire wire = server.connect()) {
            for (byte[] piece : pieces) {
                wire.offer(piece);
            }
            wire.untilEnd();
        }
    }

    private static void leaves(TestServer server, byte[] part) {
        try (Wire wire = server.connect()) {
            wire.send(part).fin().awaitSilentEnd();
        }
    }

    private static byte[] header(char type, int length) {
        return ByteBuffer.allocate(16).putInt(type << 24 | length).array();
    }

    /** A resync whose first item is good and whose second is {@code item}, of less than 64 KiB. */
    private static Frame resync(byte[] item) {
        byte[] first = Frames.bytes(Frames.message("mallory", "lab", ""));
        ByteBuffer cbor = ByteBuffer.allocate(100 + first.length + item.length);
        cbor.put((byte) 0xa1);
        text(cbor, "resync_message");
        cbor.put((byte) 0x82);
        for (byte[] bytes : List.of(first, item)) {
            cbor.put((byte) 0xa1);
            text(cbor, "encoded_msg");
            cbor.put((byte) 0x59).putShort((short) bytes.length).put(bytes);
        }
        return Frames.of("mallory", "lab", cbor.flip());
    }

    private static void text(ByteBuffer cbor, String text) {
        cbor.put((byte) (0x60 + text.length()));
        cbor.put(Message.of("", "", text).payload());
    }
}
