package mles.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamDecoderTest {
    private static final int SIZE = 2000;

    private Layout layout = Layout.of(FrameCodec.MLES, "uid", "channel", SIZE);
    private StreamDecoder decoder = new StreamDecoder(layout);
    private FrameCodec.Scan scan = FrameCodec.MLES.scan();
    private final List<String> seen = new ArrayList<>();
    private final StreamDecoder.Sink sink = new StreamDecoder.Sink() {
        @Override
        public void message(long id, long time) {
            seen.add(Stamp.publisher(id) + "/" + Stamp.sequence(id) + " at " + time);
        }

        @Override
        public void other(ByteBuffer in, int at, int size) {
            seen.add("other " + size);
        }

        @Override
        public void oversized() {
            seen.add("oversized");
        }
    };

    private void use(FrameCodec codec) {
        layout = Layout.of(codec, "uid", "channel", SIZE);
        decoder = new StreamDecoder(layout);
        scan = codec.scan();
    }

    /** {@return the bytes of a message that the server passes on} */
    private ByteBuffer relayed(Message message) {
        if (layout.codec() == FrameCodec.MLES) {
            return FrameCodec.MLES.toServer(message, 7);
        }
        ByteBuffer payload = message.encode();
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(WebSocketFrameScanner.headerSize(length) + length).put((byte) 0x82);
        WebSocketFrameScanner.writeLength(frame, length, 0);
        return frame.put(payload).flip();
    }

    private ByteBuffer message(int publisher, long sequence, long time) {
        ByteBuffer frame = ByteBuffer.allocate(layout.frameSize())
                .put(relayed(Layout.message("uid", "channel", SIZE)));
        Stamp.write(frame, layout.stampAt(), publisher, sequence, time);
        return frame.flip();
    }

    private void take(ByteBuffer stream, int piece) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (stream.hasRemaining()) {
            decoder.restore(buffer.clear());
            int count = Math.min(piece, stream.remaining());
            buffer.put(stream.slice(stream.position(), count));
            stream.position(stream.position() + count);
            decoder.take(buffer.flip(), scan, sink);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 100, 511, 2048, 2100, 50_000})
    void piecesOfAnySizeGiveTheSame(int piece) {
        for (FrameCodec codec : FrameCodec.values()) {
            use(codec);
            seen.clear();
            ByteBuffer join = relayed(Message.of("somebody", "channel", ""));
            ByteBuffer large = relayed(Message.of("uid", "channel", new byte[5000]));
            int joinSize = join.remaining();
            int largeSize = large.remaining();
            ByteBuffer stream = ByteBuffer.allocate(1 << 16);
            stream.put(message(1, 2, 3)).put(join).put(message(65535, (1L << 48) - 1, Long.MAX_VALUE)).put(large)
                    .put(message(0, 0, 0));
            take(stream.flip(), piece);
            String others = seen.remove(3);
            assertEquals(piece > largeSize ? "other " + largeSize : "oversized", others);
            assertEquals(List.of("1/2 at 3", "other " + joinSize,
                    "65535/" + ((1L << 48) - 1) + " at " + Long.MAX_VALUE, "0/0 at 0"), seen);
        }
    }

    @Test
    void headersOfEveryLengthAreRead() {
        FrameCodec.Scan frames = FrameCodec.WEB_SOCKET.scan();
        for (int length : new int[]{0, 125, 126, 65_535, 65_536, 200_000}) {
            int size = FrameCodec.WEB_SOCKET.sizeFromServer(length);
            ByteBuffer frame = ByteBuffer.allocate(size).put((byte) 0x82);
            WebSocketFrameScanner.writeLength(frame, length, 0);
            assertEquals(size, frames.scan(frame.position(0)));
            assertEquals(0, frames.scan(frame.limit(size - 1)));
            assertEquals(size, frames.pendingSize());
        }
    }

    @Test
    void aPingIsNoMessageAndAFragmentIsNotKnown() {
        use(FrameCodec.WEB_SOCKET);
        take(ByteBuffer.wrap(new byte[]{(byte) 0x89, 0}), 1);
        assertEquals(List.of("other 2"), seen);
        assertTrue(FrameCodec.WEB_SOCKET.isControl(ByteBuffer.wrap(new byte[]{(byte) 0x89, 0}), 0));
        assertThrows(ProtocolException.class, () -> take(ByteBuffer.wrap(new byte[]{2, 0}), 2));
    }

    @Test
    void refusesWhatIsNoFrame() {
        ByteBuffer stream = ByteBuffer.allocate(1 << 12).put(message(1, 2, 3)).put((byte) 'H').flip();
        assertThrows(ProtocolException.class, () -> take(stream, 1 << 12));
        assertEquals(List.of("1/2 at 3"), seen);
    }
}
