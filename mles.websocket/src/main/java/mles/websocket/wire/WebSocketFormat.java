package mles.websocket.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import mles.protocol.Header;
import mles.server.transport.WireFormat;

/**
 * Frames as browsers get them: WebSocket messages, binary and unmasked, one for each frame and without its header (SPEC 8.1).
 * A slice ends where a frame of the WebSocket ends; where that one is not the last of its message, the next slice goes on
 * with it.
 */
public final class WebSocketFormat implements WireFormat {
    /** The one instance. */
    public static final WireFormat INSTANCE = new WebSocketFormat();

    private WebSocketFormat() {
    }

    @Override
    public Encoder encoder() {
        return new MessageEncoder();
    }

    @Override
    public int sizeAt(ByteBuffer encoded, int at) {
        return WebSocketFrames.sizeAt(encoded, at);
    }

    private static final class MessageEncoder implements Encoder {
        private final ByteBuf header = Unpooled.buffer(WebSocketFrames.LARGEST_HEADER);
        private final ByteBuffer headerView = header.nioBuffer(0, WebSocketFrames.LARGEST_HEADER);

        @Override
        public int size(ByteBuf in, int at, int bytes) {
            return WebSocketFrames.size(bytes - Header.SIZE);
        }

        @Override
        public void encode(ByteBuf in, int at, int bytes, Output out) {
            int start = at + Header.SIZE;
            int end = at + bytes;
            for (int from = start; from < end;) {
                int part = WebSocketFrames.fragment(end - from);
                headerView.clear();
                WebSocketFrames.writeHeader(headerView, part, from == start, from + part == end);
                out.write(header, 0, headerView.position());
                out.write(in, from, part);
                from += part;
            }
        }
    }
}
