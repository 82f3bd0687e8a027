package mles.websocket.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.spi.Position;
import mles.server.transport.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JsonFormatTest {
    private static final long EPOCH = 0x12345;
    private static final String ID = "0000000000012345-42";

    @Test
    void aMessageIsAnEvent() {
        assertEquals(
                "id: " + ID + "\ndata: {\"uid\":\"ann\",\"text\":\"hi \\\"you\\\"\\n\\\\\\u0000ä\",\"time\":7}\n\n",
                encoded(JsonFormat.EVENTS, Message.of("ann", "c", "hi \"you\"\n\\\0ä").encode()));
    }

    @Test
    void aMessageIsALine() {
        assertEquals("{\"id\":\"" + ID + "\",\"uid\":\"a\\u000d\\nb\",\"text\":\"hi\",\"time\":7}\n",
                encoded(JsonFormat.LINES, Message.of("a\r\nb", "c", "hi").encode()));
    }

    @Test
    void aMessageIsALineOfADocument() {
        String line = encoded(JsonFormat.DOCUMENT, Message.of("ann", "c", "hi").encode());
        assertEquals(",{\"id\":\"" + ID + "\",\"uid\":\"ann\",\"text\":\"hi\",\"time\":7}\n", line);
        assertEquals(1, JsonFormat.DOCUMENT.before());
    }

    @Test
    void contentThatIsNoTextIsInBase64() {
        byte[] cut = {'a', (byte) 0xc3};
        assertEquals("{\"id\":\"" + ID + "\",\"uid\":\"ann\",\"base64\":\"YcM=\",\"time\":7}\n",
                encoded(JsonFormat.LINES, Message.of("ann", "c", cut).encode()));
    }

    @Test
    void aMessageWithoutContentIsPresence() {
        ByteBuffer empty = Message.of("ann", "c", "").encode();
        assertEquals("id: " + ID + "\nevent: presence\ndata: {\"uid\":\"ann\",\"time\":7}\n\n",
                encoded(JsonFormat.EVENTS, empty));
        assertEquals("{\"id\":\"" + ID + "\",\"event\":\"presence\",\"uid\":\"ann\",\"time\":7}\n",
                encoded(JsonFormat.LINES, empty));
    }

    @Test
    void aPayloadThatIsNoMessageIsGivenAsItIs() {
        assertEquals("id: " + ID + "\nevent: other\ndata: {\"base64\":\"/w==\",\"time\":7}\n\n",
                encoded(JsonFormat.EVENTS, ByteBuffer.wrap(new byte[]{(byte) 0xff})));
    }

    @ParameterizedTest
    @EnumSource(JsonFormat.class)
    void contentOfAnySize(JsonFormat format) {
        for (int bytes : new int[]{1, 3071, 3072, 3073, 6144, 9217, 1_000_000}) {
            String text = "ä\n".repeat(bytes / 3 + 1);
            assertTrue(encoded(format, Message.of("u", "c", text).encode())
                    .contains("\"text\":\"" + "ä\\n".repeat(bytes / 3 + 1) + "\""));
            byte[] binary = new byte[bytes];
            binary[bytes - 1] = (byte) 0x80;
            assertTrue(encoded(format, Message.of("u", "c", binary).encode())
                    .contains("\"base64\":\"" + Base64.getEncoder().encodeToString(binary) + "\""));
        }
    }

    @Test
    void positionsAreReadBack() {
        Position position = new Position(-2, 77);
        assertEquals(Optional.of(position), JsonFormat.position(JsonFormat.id(position)));
        for (String bad : List.of("", "1-1", ID + "x", ID.toUpperCase(java.util.Locale.ROOT) + "-", "x" + ID,
                "0000000000012345-1234567890123456789")) {
            assertEquals(Optional.empty(), JsonFormat.position(bad), bad);
        }
    }

    @ParameterizedTest
    @CsvSource({"text/event-stream, EVENTS", "*/*, EVENTS", "application/x-ndjson, LINES",
            "'text/html, Application/X-NDJSON;q=0.9, */*;q=0.1', LINES", "text/*, EVENTS", "application/*, LINES",
            "application/json, DOCUMENT"})
    void theFirstKnownTypeCounts(String accept, JsonFormat format) {
        assertEquals(Optional.of(format), JsonFormat.accepted(List.of(accept)));
        assertEquals(Optional.of(JsonFormat.EVENTS), JsonFormat.accepted(List.of()));
        assertEquals(Optional.empty(), JsonFormat.accepted(List.of("text/html")));
    }

    /** A slice of the full size may end inside of a message, any other one does not. */
    @Test
    void theEndOfASliceIsKnown() {
        ByteBuf slice = Unpooled.buffer(WireFormat.SLICE).writeZero(WireFormat.SLICE);
        assertFalse(JsonFormat.EVENTS.isEnd(slice, 0, WireFormat.SLICE));
        assertTrue(JsonFormat.EVENTS.isEnd(slice, 0, 1));
        slice.setByte(WireFormat.SLICE - 1, '\n');
        assertFalse(JsonFormat.EVENTS.isEnd(slice, 0, WireFormat.SLICE));
        assertTrue(JsonFormat.LINES.isEnd(slice, 0, WireFormat.SLICE));
        slice.setByte(WireFormat.SLICE - 2, '\n');
        assertTrue(JsonFormat.EVENTS.isEnd(slice, 0, WireFormat.SLICE));
    }

    @ParameterizedTest
    @EnumSource(JsonFormat.class)
    void theEndOfAHistoryIsFoundInPieces(JsonFormat format) {
        StringBuilder all = new StringBuilder();
        int wanted = 0;
        for (int number = 40; number < 45; number++) {
            all.append(encoded(format, Message.of("u", "c", "x".repeat(100)).encode(), number));
            wanted = number == 42 ? all.length() : wanted;
        }
        ByteBuf bytes = Unpooled.copiedBuffer(all, StandardCharsets.UTF_8);
        for (int first = 100; first < wanted; first += 50) {
            HistoryEnd end = new HistoryEnd(format, 42);
            int taken = end.upTo(bytes, 0, first);
            assertEquals(first, taken);
            assertFalse(end.isReached());
            assertEquals(wanted, taken + end.upTo(bytes, first, all.length() - first));
            assertTrue(end.isReached());
        }
    }

    private static String encoded(JsonFormat format, ByteBuffer payload) {
        return encoded(format, payload, 42);
    }

    private static String encoded(JsonFormat format, ByteBuffer payload, long number) {
        ByteBuf in = Unpooled.wrappedBuffer(Frame.of(new ConnectionId(1), 1, payload).bytes());
        WireFormat.Encoder encoder = format.encoder();
        encoder.place(EPOCH, number, 7);
        int size = encoder.size(in, 0, in.readableBytes());
        ByteBuf out = Unpooled.buffer();
        encoder.encode(in, 0, in.readableBytes(), (from, at, bytes) -> out.writeBytes(from, at, bytes));
        assertEquals(size, out.readableBytes());
        ByteBuffer view = out.nioBuffer();
        assertEquals(size, format.sizeAt(view, 0));
        assertEquals(number, format.numberAt(view, 0));
        return out.toString(StandardCharsets.UTF_8);
    }
}
