package mles.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Demands of RFC 6455 and SPEC 8.4 on the server's end, with frames made by hand: the right close code for each. */
@BothTransports
class WebSocketConformanceTest {
    private static final int RSV1 = 0x40;
    private static final int RSV3 = 0x10;

    private final TestServer server;

    WebSocketConformanceTest(Transport transport) {
        server = TestServer.start(transport);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pingsAreAnsweredWithTheirBody() {
        try (Ws ws = server.browser()) {
            for (int size : new int[]{0, 1, 125}) {
                byte[] body = new byte[size];
                Arrays.fill(body, (byte) 7);
                Ws.Got pong = ws.frame(Ws.FIN | Ws.PING, body).next();
                assertEquals(Ws.PONG, pong.opcode());
                assertArrayEquals(body, pong.body());
            }
        }
    }

    @Test
    void unaskedPongsAreNoMatter() {
        try (Ws ws = server.browser()) {
            ws.frame(Ws.FIN | Ws.PONG, (byte) 1).frame(Ws.FIN | Ws.PONG);
            server.join(ws, "ann", "lab");
        }
    }

    @Test
    void controlFramesBetweenFragments() {
        try (Wire bob = server.join("bob", "lab"); Ws ws = server.browser()) {
            byte[] payload = Ws.payload("ann", "lab", "in pieces");
            ws.frame(Ws.BINARY, Arrays.copyOf(payload, 5));
            assertEquals(Ws.PONG, ws.frame(Ws.FIN | Ws.PING, (byte) 1).next().opcode());
            ws.frame(Ws.CONTINUATION, Arrays.copyOfRange(payload, 5, 9)).frame(Ws.FIN | Ws.PONG);
            ws.frame(Ws.CONTINUATION).frame(Ws.FIN | Ws.CONTINUATION, Arrays.copyOfRange(payload, 9, payload.length));
            assertArrayEquals(payload, Ws.bytes(bob.next().payload()));
        }
    }

    @Test
    void manyTinyFragments() {
        try (Wire bob = server.join("bob", "lab"); Ws ws = server.browser()) {
            // As many as ws-controls-per-second lets one socket send at once.
            byte[] payload = Ws.bytes(Message.of("ann", "lab", new byte[900]).encode());
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < payload.length; i++) {
                int first = (i == 0 ? Ws.BINARY : Ws.CONTINUATION) | (i == payload.length - 1 ? Ws.FIN : 0);
                all.writeBytes(Ws.bytes(first, payload[i]));
            }
            ws.send(all.toByteArray());
            assertArrayEquals(payload, Ws.bytes(bob.next().payload()));
        }
    }

    @Test
    void framesThatComeByteByByte() {
        try (Wire bob = server.join("bob", "lab"); Ws ws = server.browser()) {
            byte[] payload = Ws.payload("ann", "lab", "slowly");
            for (byte octet : Ws.bytes(Ws.FIN | Ws.BINARY, payload)) {
                ws.send(octet);
            }
            assertArrayEquals(payload, Ws.bytes(bob.next().payload()));
        }
    }

    @Test
    void text() {
        closes(1003, CloseReason.BAD_PAYLOAD, Ws.bytes(Ws.FIN | Ws.TEXT, (byte) 'a'));
        closes(1003, CloseReason.BAD_PAYLOAD, Ws.bytes(Ws.TEXT, (byte) 'a'));
    }

    @Test
    void undecodableOrEmpty() {
        closes(1007, CloseReason.BAD_PAYLOAD, Ws.bytes(Ws.FIN | Ws.BINARY));
        closes(1007, CloseReason.BAD_PAYLOAD, Ws.bytes(Ws.FIN | Ws.BINARY, (byte) 1));
        byte[] good = Ws.payload("ann", "lab", "text");
        closes(1007, CloseReason.BAD_PAYLOAD, Ws.bytes(Ws.FIN | Ws.BINARY, Arrays.copyOf(good, good.length - 1)));
        closes(1007, CloseReason.BAD_PAYLOAD, Ws.bytes(Ws.FIN | Ws.BINARY, Arrays.copyOf(good, good.length + 1)));
    }

    @Test
    void historyCannotBeBroughtBack() {
        ByteBuffer item = Frame.of(new ConnectionId(1), 1, Message.of("ann", "lab", "old")).bytes();
        byte[] resync = Ws.bytes(new Resync(List.of(item)).encode());
        closes(1007, CloseReason.BAD_PAYLOAD, Ws.bytes(Ws.FIN | Ws.BINARY, resync));
    }

    @Test
    void aBadMessageAmongGoodOnes() {
        try (Ws ws = server.browse("ann", "lab")) {
            ws.frame(Ws.FIN | Ws.BINARY, (byte) 0xff);
            assertEquals(1007, ws.awaitClose().code());
        }
        Await.until("it is gone", () -> server.stats().members() == 0);
    }

    @Test
    void reservedBitsAndOpcodes() {
        for (int first : new int[]{Ws.FIN | RSV1 | Ws.BINARY, Ws.FIN | RSV3 | Ws.PING, Ws.FIN | 3, Ws.FIN | 7,
                Ws.FIN | 0xb, Ws.FIN | 0xf}) {
            closes(1002, CloseReason.BAD_FRAME, Ws.bytes(first, (byte) 1));
        }
    }

    @Test
    void unmasked() {
        closes(1002, CloseReason.BAD_FRAME, (byte) 0x82, (byte) 1, (byte) 1);
        closes(1002, CloseReason.BAD_FRAME, (byte) 0x89, (byte) 0);
    }

    @Test
    void controlFramesThatAreCutOrLong() {
        closes(1002, CloseReason.BAD_FRAME, Ws.bytes(Ws.PING, (byte) 1));
        closes(1002, CloseReason.BAD_FRAME, Ws.bytes(Ws.FIN | Ws.PING, new byte[126]));
    }

    @Test
    void fragmentsOutOfOrder() {
        closes(1002, CloseReason.BAD_FRAME, Ws.bytes(Ws.FIN | Ws.CONTINUATION, (byte) 1));
        byte[] twice = join(Ws.bytes(Ws.BINARY, (byte) 1), Ws.bytes(Ws.FIN | Ws.BINARY, (byte) 1));
        closes(1002, CloseReason.BAD_FRAME, twice);
    }

    @Test
    void lengthsInTheWrongForm() {
        closes(1002, CloseReason.BAD_FRAME, (byte) 0x82, (byte) (0x80 | 126), (byte) 0, (byte) 5);
        closes(1002, CloseReason.BAD_FRAME,
                ByteBuffer.allocate(10).put((byte) 0x82).put((byte) (0x80 | 127)).putLong(5).array());
        closes(1002, CloseReason.BAD_FRAME,
                ByteBuffer.allocate(10).put((byte) 0x82).put((byte) (0x80 | 127)).putLong(-1).array());
    }

    @Test
    void tooLongAtItsHead() {
        closes(1009, CloseReason.TOO_LARGE,
                ByteBuffer.allocate(10).put((byte) 0x82).put((byte) (0x80 | 127)).putLong(16_777_216).array());
    }

    @Test
    void tooLongWhileFragmentsArrive() {
        try (Ws ws = server.browser()) {
            byte[] quarter = new byte[4 << 20];
            ws.frame(Ws.BINARY, quarter);
            for (int i = 0; i < 3; i++) {
                ws.frame(Ws.CONTINUATION, quarter);
            }
            Ws.Got close = ws.awaitClose();
            assertEquals(1009, close.code());
            assertEquals("too-large", close.closeText());
        }
    }

    @Test
    void theLargestMessageFits() {
        try (Wire bob = server.join("bob", "lab"); Ws ws = server.browser()) {
            int most = 16_777_215;
            int overhead = Message.of("ann", "lab", new byte[most - 100]).encode().remaining() - (most - 100);
            byte[] payload = Ws.bytes(Message.of("ann", "lab", new byte[most - overhead]).encode());
            ws.frame(Ws.FIN | Ws.BINARY, payload);
            assertEquals(most, bob.next().payload().remaining());
        }
    }

    @Test
    void closeIsAnsweredWithItsCode() {
        for (int code : new int[]{1000, 1001, 1003, 1011, 3000, 4999}) {
            try (Ws ws = server.browse("ann", "lab")) {
                ws.frame(Ws.FIN | Ws.CLOSE, (byte) (code >> 8), (byte) code);
                assertEquals(code, ws.awaitClose().code());
            }
        }
        try (Ws ws = server.browser()) {
            ws.frame(Ws.FIN | Ws.CLOSE);
            assertEquals(1000, ws.awaitClose().code());
        }
    }

    @Test
    void badCloseFrames() {
        closes(1002, CloseReason.BAD_FRAME, Ws.bytes(Ws.FIN | Ws.CLOSE, (byte) 3));
        for (int code : new int[]{0, 999, 1004, 1005, 1006, 1016, 2999}) {
            closes(1002, CloseReason.BAD_FRAME, Ws.bytes(Ws.FIN | Ws.CLOSE, (byte) (code >> 8), (byte) code));
        }
        // The reason is no UTF-8.
        closes(1007, CloseReason.BAD_FRAME, Ws.bytes(Ws.FIN | Ws.CLOSE, (byte) 3, (byte) 0xe8, (byte) 0xc3));
        closes(1007, CloseReason.BAD_FRAME, Ws.bytes(Ws.FIN | Ws.CLOSE, (byte) 3, (byte) 0xe8, (byte) 0xff));
    }

    @Test
    void nothingBehindACloseCounts() {
        try (Wire bob = server.join("bob", "lab"); Ws ws = server.browse("ann", "lab")) {
            bob.next();
            ws.send(join(Ws.bytes(Ws.FIN | Ws.CLOSE, (byte) 3, (byte) 0xe8),
                    Ws.bytes(Ws.FIN | Ws.BINARY, Ws.payload("ann", "lab", "late"))));
            assertEquals(1000, ws.awaitClose().code());
            Await.until("she is gone", () -> server.stats().members() == 1);
            assertEquals(2, server.stats().receivedFrames());
        }
    }

    @Test
    void oneBadSocketHarmsNoOther() {
        try (Wire bob = server.join("bob", "lab"); Ws good = server.browse("ann", "lab")) {
            good.next();
            for (int i = 0; i < 20; i++) {
                closes(1002, null, (byte) 0xff, (byte) 0xff);
            }
            bob.send(Frames.message("bob", "lab", "still here"));
            assertEquals("still here", good.nextText());
        }
    }

    private void closes(int code, @org.jspecify.annotations.Nullable CloseReason reason, byte... sent) {
        long before = reason == null ? 0 : server.closes(reason);
        try (Ws ws = server.browser()) {
            ws.send(sent);
            Ws.Got close = ws.awaitClose();
            assertEquals(code, close.code(), close.closeText());
            assertTrue(!close.closeText().isEmpty(), "a reason in words");
        }
        if (reason != null) {
            server.awaitCloses(reason, before + 1);
        }
    }

    private static byte[] join(byte[] one, byte[] two) {
        return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }
}
