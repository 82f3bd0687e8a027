package mles.websocket.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import mles.protocol.Header;
import mles.server.transport.WireFormat;

/** Makes a message of the WebSocket of each frame: a head, then the payload; in fragments where that is long. */
class MessageEncoder implements WireFormat.Encoder {
    private final ByteBuf head = Unpooled.buffer(0);
    private final ByteBuf header = Unpooled.buffer(WebSocketFrames.LARGEST_HEADER);
    private final ByteBuffer headerView = header.nioBuffer(0, WebSocketFrames.LARGEST_HEADER);

    /** Writes what is before a payload of {@code bytes} bytes, fewer bytes than a fragment has: nothing. */
    void head(ByteBuf out, int bytes) {
    }

    @Override
    public final int size(ByteBuf in, int at, int bytes) {
        head.clear();
        head(head, bytes - Header.SIZE);
        return WebSocketFrames.size(head.readableBytes() + bytes - Header.SIZE);
    }

    @Override
    public final void encode(ByteBuf in, int at, int bytes, WireFormat.Output out) {
        int heading = head.readableBytes();
        int end = at + bytes;
        int start = at + Header.SIZE - heading;
        for (int from = start; from < end;) {
            int part = WebSocketFrames.fragment(end - from);
            headerView.clear();
            WebSocketFrames.writeHeader(headerView, part, from == start, from + part == end);
            out.write(header, 0, headerView.position());
            int skipped = from == start ? heading : 0;
            if (skipped > 0) {
                out.write(head, 0, skipped);
            }
            out.write(in, from + skipped, part - skipped);
            from += part;
        }
    }
}
