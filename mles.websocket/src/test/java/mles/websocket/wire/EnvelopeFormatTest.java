package mles.websocket.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import mles.protocol.Header;
import mles.server.transport.WireFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeFormatTest {
    private static final int OFFSET = 3;
    private static final long NUMBER = 0x0102030405060708L;

    /** Each number is where a reader of the log looks for it, and the fragments are those of any payload. */
    @ParameterizedTest
    @ValueSource(ints = {1, 23, 24, 90, 98, 99, 255, 256, 65_505, 65_506, 65_535, 65_536, 262_107, 262_108, 1_000_000,
            16_777_215})
    void anEnvelopeInFragmentsOfOneSlice(int payload) {
        ByteBuf in = Unpooled.buffer().writeZero(OFFSET + Header.SIZE);
        for (int i = 0; i < payload; i++) {
            in.writeByte(i);
        }
        WireFormat.Encoder encoder = EnvelopeFormat.INSTANCE.encoder();
        ByteBuf out = Unpooled.buffer().writeZero(OFFSET);
        for (int round = 0; round < 2; round++) {
            int start = out.writerIndex();
            encoder.place(1, NUMBER + round, 1000 + round);
            int size = encoder.size(in, OFFSET, Header.SIZE + payload);
            encoder.encode(in, OFFSET, Header.SIZE + payload, (from, at, bytes) -> out.writeBytes(from, at, bytes));
            assertEquals(size, out.writerIndex() - start);
            assertEquals(size, EnvelopeFormat.INSTANCE.sizeAt(out.nioBuffer(0, out.writerIndex()), start));
            assertEquals(NUMBER + round, EnvelopeFormat.INSTANCE.numberAt(out.nioBuffer(0, out.writerIndex()), start));
            ByteBuf message = WebSocketFormatTest.message(out.slice(start, size));
            String head = "a3616e1b%016x61741b%016x616d".formatted(NUMBER + round, 1000L + round);
            assertEquals(head, ByteBufUtil.hexDump(message.readSlice(head.length() / 2)));
            message.skipBytes(payload < 24 ? 1 : payload < 256 ? 2 : payload < 65_536 ? 3 : 5);
            assertEquals(in.slice(OFFSET + Header.SIZE, payload), message);
        }
    }
}
