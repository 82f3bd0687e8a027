package mles.dist.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.FrameScanner;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InflowTest {
    private static final int SIZE = 2000;

    private final Layout layout = Layout.of("uid", "channel", SIZE);
    private final Inflow inflow = new Inflow(layout);
    private final FrameScanner scanner = new FrameScanner();
    private final List<String> seen = new ArrayList<>();
    private final Inflow.Sink sink = new Inflow.Sink() {
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

    private ByteBuffer message(int publisher, long sequence, long time) {
        ByteBuffer frame = ByteBuffer.allocate(layout.frameSize()).put(Layout.frame("uid", "channel", SIZE, 1).bytes());
        Stamp.write(frame, layout.stampAt(), publisher, sequence, time);
        return frame.flip();
    }

    private void take(ByteBuffer stream, int piece) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (stream.hasRemaining()) {
            inflow.restore(buffer.clear());
            int count = Math.min(piece, stream.remaining());
            buffer.put(stream.slice(stream.position(), count));
            stream.position(stream.position() + count);
            inflow.take(buffer.flip(), scanner, sink);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 100, 511, 2048, 2100, 50_000})
    void piecesOfAnySizeGiveTheSame(int piece) {
        Frame join = Frame.of(new ConnectionId(7), 7, Message.of("somebody", "channel", ""));
        Frame large = Frame.of(new ConnectionId(7), 7, Message.of("uid", "channel", new byte[5000]));
        ByteBuffer stream = ByteBuffer.allocate(1 << 16);
        stream.put(message(1, 2, 3)).put(join.bytes()).put(message(65535, (1L << 48) - 1, Long.MAX_VALUE))
                .put(large.bytes())
                .put(message(0, 0, 0));
        take(stream.flip(), piece);
        String others = seen.remove(3);
        assertEquals(piece > large.size() ? "other " + large.size() : "oversized", others);
        assertEquals(List.of("1/2 at 3", "other " + join.size(),
                "65535/" + ((1L << 48) - 1) + " at " + Long.MAX_VALUE, "0/0 at 0"), seen);
    }

    @Test
    void refusesWhatIsNoFrame() {
        ByteBuffer stream = ByteBuffer.allocate(1 << 12).put(message(1, 2, 3)).put((byte) 'H').flip();
        assertThrows(ProtocolException.class, () -> take(stream, 1 << 12));
        assertEquals(List.of("1/2 at 3"), seen);
    }
}
