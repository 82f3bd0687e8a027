package mles.websocket.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import mles.protocol.Header;
import mles.server.transport.WireFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketFormatTest {
    private static final int OFFSET = 3;

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 127, 65_535, 65_536, 262_134, 262_135, 524_268, 524_269, 1_000_000, 16_777_215})
    void aFrameBecomesAMessageInFragmentsOfOneSlice(int payload) {
        ByteBuf in = Unpooled.buffer();
        in.writeZero(OFFSET + Header.SIZE);
        for (int i = 0; i < payload; i++) {
            in.writeByte(i);
        }
        WireFormat.Encoder encoder = WebSocketFormat.INSTANCE.encoder();
        int size = encoder.size(in, OFFSET, Header.SIZE + payload);
        ByteBuf out = Unpooled.buffer();
        encoder.encode(in, OFFSET, Header.SIZE + payload, (from, at, bytes) -> out.writeBytes(from, at, bytes));
        assertEquals(size, out.readableBytes());
        assertEquals(size, WebSocketFormat.INSTANCE.sizeAt(out.nioBuffer(0, size), 0));
        assertArrayEquals(bytes(in.slice(OFFSET + Header.SIZE, payload)), bytes(message(out)));
    }

    /** {@return the payload of the message that {@code in} holds, told by RFC 6455, 5.2} */
    static ByteBuf message(ByteBuf in) {
        ByteBuf message = Unpooled.buffer();
        boolean last = false;
        for (int opcode = 2; !last; opcode = 0) {
            int start = in.readerIndex();
            int first = in.readUnsignedByte();
            last = (first & 0x80) != 0;
            assertEquals(opcode, first & 0x7f);
            int length = in.readUnsignedByte();
            assertTrue(length < 0x80, "not masked");
            int bytes = length == 127 ? (int) in.readLong() : length == 126 ? in.readUnsignedShort() : length;
            message.writeBytes(in, bytes);
            assertTrue(last || in.readerIndex() - start == WireFormat.SLICE);
        }
        assertEquals(0, in.readableBytes());
        return message;
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] copy = new byte[buffer.readableBytes()];
        buffer.readBytes(copy);
        return copy;
    }
}
